import { NotFollowed, type Reconciliation, reconcileSpends } from '../../chain/reconcileSpends.js'
import type { Command } from '../Command.js'
import { CommandError } from '../CommandError.js'
import { openConfiguredNode, withLedger } from './openChain.js'

/** Compares every credit with what the contract says of it. */
export const chainReconcileCommand: Command = {
  about: 'Ask the contract what is spent of every credit, and print what differs. Fails if anything does.',
  async run({ readConfig, report }) {
    const config = readConfig()
    const node = openConfiguredNode(config)
    const found = await withLedger(config, report.say, (tools) =>
      reconcileSpends({ ...tools, node }, { onProgress: (checked) => report.progress(`Compared ${checked} credits`) }),
    ).catch((error: unknown) => {
      if (!(error instanceof NotFollowed)) throw error
      const remedy = 'Run it beside a server that follows the chain, when `chain status` is near the head.'
      throw new CommandError('NOT_FOLLOWED', `It cannot be compared: ${error.message}.`, remedy)
    })
    const { checked, block, differences } = found
    const shown = differences.map(({ spentWei, spentOnChainWei, ...credit }) => ({
      ...credit,
      spentWei: String(spentWei),
      spentOnChainWei: String(spentOnChainWei),
    }))
    report.result({ ok: differences.length === 0, checked, block, differences: shown }, presentReconciliation(found))
    if (differences.length === 0) return
    const remedy =
      'Events were missed or made up. `credits-server chain rewind <block>` takes them in again, from a node that you trust.'
    throw new CommandError('DIFFERENCES_FOUND', `${differences.length} credits differ from the chain.`, remedy)
  },
}

function presentReconciliation({ checked, block, differences }: Reconciliation): string {
  const lines = differences.map(
    ({ creditId, address, spentWei, spentOnChainWei }) =>
      `${creditId} of ${address}: ${spentWei} wei spent here, ${spentOnChainWei} on chain`,
  )
  return [...lines, `Compared ${checked} credits at block ${block}: ${differences.length} differ.`].join('\n')
}
