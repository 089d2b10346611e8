import type { Address, Hex } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import type { Hint } from '../hints/Hints.js'
import { changeBalances, type UserFacts } from '../ledger/changeBalances.js'
import { moveSpent, type SpentMove } from '../ledger/moveSpent.js'
import { type CreditEvent, type Followed, judgeEvent, type Quarantine, type StandingCredit } from './judgeEvent.js'

/** What became of an event: the credit it is about, and whether it was applied. A revocation waits until it is final. */
type Verdict = {
  readonly event: CreditEvent
  readonly creditId: string | null
  readonly applied: boolean
  readonly quarantine: Quarantine | null
}

/**
 * Applies events that have not been applied to the credits they name: what was spent moves through the write path of every
 * change, one entry for each use, in the order of the chain. What does not fit is quarantined with its reason and changes nothing.
 *
 * @returns what to publish after the commit, and how many were quarantined.
 */
export async function applyEvents(
  trx: Knex.Transaction,
  followed: Followed,
  events: readonly CreditEvent[],
): Promise<{ hints: readonly Hint[]; quarantined: number }> {
  if (events.length === 0) return { hints: [], quarantined: 0 }
  const hashes = [...new Set(events.map(({ told }) => told.creditHash))]
  // Whose a credit is never changes, so it may be read before the user is locked.
  const found = await readCredits(trx, followed, hashes)
  const used = events.filter(({ told }) => told.kind === 'CreditUsed')
  const addresses = [...new Set(used.flatMap(({ told }) => found.get(told.creditHash)?.address ?? []))]
  let verdicts: Verdict[] = []
  const hints = await changeBalances(trx, { addresses, actor: 'chain', cause: 'chain' }, async (users) => {
    const credits = addresses.length === 0 ? found : await readCredits(trx, followed, hashes)
    verdicts = judgeInOrder(events, credits, followed)
    const moves = verdicts.flatMap(moveOf)
    if (moves.length === 0) return []
    await moveSpent(trx, moves)
    return factsByUser(moves, users)
  })
  await runStatement(trx, noteVerdicts, [
    followed.chainId,
    verdicts.map(({ event }) => event.blockHash),
    verdicts.map(({ event }) => event.logIndex),
    verdicts.map(({ creditId }) => creditId),
    verdicts.map(({ applied }) => applied),
    verdicts.map(({ quarantine }) => quarantine),
  ])
  return { hints, quarantined: verdicts.filter(({ quarantine }) => quarantine !== null).length }
}

/** Judges each event beside what those before it have left. */
function judgeInOrder(
  events: readonly CreditEvent[],
  credits: ReadonlyMap<Hex, StandingCredit>,
  followed: Followed,
): Verdict[] {
  const spent = new Map<string, bigint>()
  return events.map((event) => {
    const { told } = event
    const standing = credits.get(told.creditHash)
    const credit = standing && { ...standing, spentWei: spent.get(standing.id) ?? standing.spentWei }
    const quarantine = judgeEvent(event, credit, followed)
    const applied = quarantine === null && told.kind === 'CreditUsed'
    if (applied && credit) spent.set(credit.id, credit.spentWei + told.amountWei)
    return { event, creditId: quarantine === null ? (credit?.id ?? null) : null, applied, quarantine }
  })
}

function moveOf({ event: { told }, creditId, applied }: Verdict): SpentMove[] {
  if (!applied || creditId === null || told.kind !== 'CreditUsed') return []
  return [{ kind: 'spent', address: told.user, creditId, amountWei: told.amountWei }]
}

/** The facts of moves by user, in the order in which the moves come. */
export function factsByUser(
  moves: readonly SpentMove[],
  users: Parameters<Parameters<typeof changeBalances>[2]>[0],
): UserFacts[] {
  const facts = new Map<Address, SpentMove[]>()
  for (const move of moves) {
    const list = facts.get(move.address)
    if (list) list.push(move)
    else facts.set(move.address, [move])
  }
  return [...facts].map(([address, moves]) => {
    const user = users.get(address)
    if (!user) throw new Error(`the user ${address} of a credit is not there`)
    return { user, facts: moves.map(({ kind, creditId, amountWei }) => ({ kind, creditId, amountWei })) }
  })
}

type CreditRow = {
  id: string
  address: Address
  hash: Hex
  contract: Address
  value_wei: string
  expires_at_seconds: string
  salt: Hex
  spent_wei: string
  is_claimed: boolean
}

async function readCredits(
  trx: Knex.Transaction,
  { chainId }: Followed,
  hashes: readonly Hex[],
): Promise<ReadonlyMap<Hex, StandingCredit>> {
  const rows = await runStatement<CreditRow>(trx, findCredits, [hashes, chainId])
  return new Map(
    rows.map((row) => [
      row.hash,
      {
        id: row.id,
        address: row.address,
        contract: row.contract,
        valueWei: BigInt(row.value_wei),
        expiresAtSeconds: BigInt(row.expires_at_seconds),
        salt: row.salt,
        spentWei: BigInt(row.spent_wei),
        isClaimed: row.is_claimed,
      },
    ]),
  )
}

const findCredits = {
  name: 'find-credits-by-hash',
  text: `select id, address, hash, contract, value_wei, extract(epoch from expires_at)::bigint as expires_at_seconds, salt, spent_wei,
      claimed_at is not null as is_claimed
    from credits where hash = any($1::text[]) and chain_id = $2`,
}

const noteVerdicts = {
  name: 'note-verdicts',
  text: `update chain_events e set credit_id = v.credit_id, quarantined_because = v.quarantine,
      applied_at = case when v.applied then date_trunc('milliseconds', clock_timestamp()) end
    from unnest($2::text[], $3::integer[], $4::uuid[], $5::boolean[], $6::text[])
      v (block_hash, log_index, credit_id, applied, quarantine)
    where e.chain_id = $1 and e.block_hash = v.block_hash and e.log_index = v.log_index`,
}
