import { type Address, encodeSpentValue, type Hex } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { type ChainNode, NodeContradiction } from './ChainNode.js'
import { RpcRefusal } from './openRpc.js'

/** A credit of which the contract says another thing than the ledger. **Units:** wei. */
export type Difference = {
  readonly creditId: string
  readonly address: Address
  readonly contract: Address
  readonly spentWei: bigint
  readonly spentOnChainWei: bigint
}

/** What the comparison has found. */
export type Reconciliation = {
  readonly checked: number
  /** The last block of the chain that it was made at. */
  readonly block: number
  readonly differences: readonly Difference[]
}

type Deps = { readonly knex: Knex; readonly node: ChainNode; readonly chainId: number }

type Options = {
  /** Compares about so many: half of them used last, half anywhere. Left out, all of them. */
  readonly sample?: number
  readonly onProgress?: (checked: number) => void
}

/** The chain has not been followed up to a block whose state can be asked for. */
export class NotFollowed extends Error {
  override readonly name = 'NotFollowed'
}

const creditsAtOnce = 500
const askedAtOnce = 16

/**
 * Asks the contract itself what is spent of each credit, and compares it with the ledger. It looks at no event: an event that was
 * missed, or counted twice, shows here. Each part is compared at the one block up to which the ledger has followed by then, so
 * spends that happen meanwhile are no differences. What the demo has made up as spent is left out.
 *
 * **Errors:** NotFollowed; those of ChainNode.
 */
export async function reconcileSpends({ knex, node, chainId }: Deps, options: Options = {}): Promise<Reconciliation> {
  const { sample, onProgress = () => {} } = options
  const differences: Difference[] = []
  let checked = 0
  let block = -1
  for await (const part of sample === undefined ? readAll(knex, chainId) : readSample(knex, chainId, sample)) {
    const compared = await comparePart(node, part)
    differences.push(...compared)
    checked += part.credits.length
    block = part.block
    onProgress(checked)
  }
  return { checked, block, differences }
}

type CreditRow = { id: string; address: Address; contract: Address; hash: Hex; spent_wei: string }
type Part = { readonly block: number; readonly blockHash: Hex; readonly credits: readonly CreditRow[] }

async function comparePart(node: ChainNode, { blockHash, credits }: Part): Promise<Difference[]> {
  const differences: Difference[] = []
  for (let from = 0; from < credits.length; from += askedAtOnce) {
    const compared = await Promise.all(
      credits.slice(from, from + askedAtOnce).map(async (credit) => {
        const answer = await node.call(credit.contract, encodeSpentValue(credit.hash), blockHash)
        if (answer.length !== 66) throw new NodeContradiction(`there is no CreditsManager at ${credit.contract}`)
        const [spentWei, spentOnChainWei] = [BigInt(credit.spent_wei), BigInt(answer)]
        if (spentWei === spentOnChainWei) return []
        const { id: creditId, address, contract } = credit
        return [{ creditId, address, contract, spentWei, spentOnChainWei }]
      }),
    ).catch((error: unknown) => {
      if (!(error instanceof RpcRefusal)) throw error
      throw new NotFollowed(`the node does not know the state at block ${blockHash}: ${error.message}`, {
        cause: error,
      })
    })
    differences.push(...compared.flat())
  }
  return differences
}

async function* readAll(knex: Knex, chainId: number): AsyncGenerator<Part> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const part = await readPart(knex, chainId, 'c.id > ? order by c.id limit ?', [after, creditsAtOnce])
    yield part
    const last = part.credits.at(-1)
    if (last === undefined || part.credits.length < creditsAtOnce) return
    after = last.id
  }
}

async function* readSample(knex: Knex, chainId: number, count: number): AsyncGenerator<Part> {
  const used = `c.id in (
    select credit_id from chain_events where chain_id = ? and applied_at is not null order by block_number desc limit ?
  )`
  yield await readPart(knex, chainId, used, [chainId, Math.ceil(count / 2)])
  yield await readPart(knex, chainId, 'c.id > gen_random_uuid() order by c.id limit ?', [Math.ceil(count / 2)])
}

/** Credits, and the block that the ledger has followed the chain up to, of one moment. */
async function readPart(knex: Knex, chainId: number, which: string, values: (string | number)[]): Promise<Part> {
  const { rows } = await knex.raw<{ rows: (Partial<CreditRow> & { number: string; block_hash: Hex })[] }>(
    `with reached as (
      select b.number, b.hash as block_hash from chain_blocks b
      where b.chain_id = ? and b.number = (select min(indexed_to) from chain_contracts where chain_id = ?)
    ), asked as (
      select c.id, c.address, c.contract, c.hash, c.spent_wei - coalesce((
        select sum(case e.kind when 'spent' then e.amount_wei else -e.amount_wei end) from entries e
        where e.credit_id = c.id and e.cause = 'demo' and e.kind in ('spent', 'restored')
      ), 0) as spent_wei
      from credits c where c.chain_id = ? and c.claimed_at is not null and ${which}
    )
    select * from reached left join asked on true order by id`,
    [chainId, chainId, chainId, ...values],
  )
  const [first] = rows
  if (!first) throw new NotFollowed('the chain is not followed yet, or not up to a block near its head')
  const credits = rows.filter((row): row is typeof row & CreditRow => typeof row.id === 'string')
  return { block: Number(first.number), blockHash: first.block_hash, credits }
}
