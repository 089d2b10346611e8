import { createChainNode } from '../../chain/ChainNode.js'
import { openRpc } from '../../chain/openRpc.js'
import { readFollowing } from '../../chain/readFollowing.js'
import { reconcileSpends } from '../../chain/reconcileSpends.js'
import type { Config } from '../../config/parseConfig.js'
import { openKnex } from '../../db/openKnex.js'
import { type Finding, ok, problem, warning } from './Finding.js'

const check = 'chain'

/** Credits whose spent is asked of the contract; `chain reconcile` asks for all of them. */
const sample = 1_000

/** Blocks behind which a server that follows is not at any moment. */
const usualLag = 20

/** Checks that the chain is followed, and that what it says is spent is what the ledger says. */
export async function checkChain(connectionString: string, { rpcUrl, chainId }: Config): Promise<Finding[]> {
  if (rpcUrl === null) {
    const found = 'RPC_URL is not set: what is spent on chain is not followed'
    return [warning(check, found, 'Set RPC_URL, or balances show what is spent as if it were there.')]
  }
  const knex = openKnex(connectionString)
  const node = createChainNode(openRpc(rpcUrl))
  const findings: Finding[] = []
  try {
    const { haltedBecause, contracts, quarantined } = await readFollowing(knex, chainId)
    if (haltedBecause !== null) {
      const remedy = 'See what the chain says, then run `credits-server chain rewind <block>` with one that is on it.'
      findings.push(problem(check, `following has stopped: ${haltedBecause}`, remedy))
    }
    for (const { reason, count } of quarantined) {
      findings.push(warning(check, `${count} events are quarantined: ${reason}`, remedies[reason] ?? otherRemedy))
    }
    // The blocks that it would be compared at are not on the chain any more.
    if (haltedBecause !== null) return findings
    const head = await node.readBlock('latest')
    const lag = (head?.number ?? 0) - Math.min(...contracts.map(({ indexedTo }) => indexedTo))
    if (contracts.length === 0 || lag > usualLag) {
      const found = contracts.length === 0 ? 'nothing is followed yet' : `${lag} blocks behind the node`
      return [...findings, warning(check, found, 'Start a server, or wait until it has caught up.')]
    }
    const { checked, block, differences } = await reconcileSpends({ knex, node, chainId }, { sample })
    const remedy = 'Run `credits-server chain reconcile` for all of them.'
    for (const { creditId, spentWei, spentOnChainWei } of differences.slice(0, 10)) {
      findings.push(problem(check, `${creditId}: ${spentWei} wei spent here, ${spentOnChainWei} on chain`, remedy))
    }
    if (differences.length > 0) return findings
    return [...findings, ok(check, `followed up to block ${block}; of ${checked} credits the contract says the same`)]
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return [
      ...findings,
      warning(check, found.replace(/\.$/, ''), 'See that RPC_URL answers, and that a server follows.'),
    ]
  } finally {
    await knex.destroy()
  }
}

const otherRemedy = 'Ask another node for these blocks; this one may be lying.'

const remedies: Readonly<Record<string, string>> = {
  UNKNOWN_CREDIT:
    'Another server signs for this contract, or credits were lost by a restore: grant them again with the same keys.',
  UNCLAIMED_CREDIT: 'A signature that was shown to nobody was used: find out how it got out.',
}
