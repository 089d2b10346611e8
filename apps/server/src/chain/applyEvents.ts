import type { Address, Hex } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { runStatement } from '../db/runStatement.js'
import type { Hint } from '../hints/Hints.js'
import { changeBalances } from '../ledger/changeBalances.js'
import type { SpentMove } from '../ledger/moveSpent.js'
import { moveSpentOfUsers } from '../ledger/moveSpentOfUsers.js'
import type { ChainEvent } from './ChainEvent.js'
import { type Followed, judgeEvent, type StandingCredit } from './judgeEvent.js'
import { type JudgedEvent, saveEvents } from './saveEvents.js'

/**
 * Applies events that have not been applied to the credits they name, and saves them: what was spent moves through the write path
 * of every change, one entry for each use, in the order of the chain. A revocation waits until it is final, and a denial is
 * applied by being there. What does not fit is quarantined with its reason and changes nothing.
 *
 * @returns what to publish after the commit, and how many were quarantined.
 */
export async function applyEvents(
  trx: Knex.Transaction,
  followed: Followed,
  events: readonly ChainEvent[],
): Promise<{ hints: readonly Hint[]; quarantined: number }> {
  if (events.length === 0) return { hints: [], quarantined: 0 }
  const hashes = [...new Set(events.flatMap(({ told }) => (told.kind === 'UserDenied' ? [] : [told.creditHash])))]
  // What is spent of a credit moves under the lead alone, which is held: it needs no lock of its user to stay as it is.
  const judged = judgeInOrder(events, await readCredits(trx, followed, hashes), followed)
  const moves = judged.flatMap(moveOf)
  const addresses = [...new Set(moves.map(({ address }) => address))]
  const hints = await changeBalances(trx, { addresses, actor: 'chain', cause: 'chain' }, (users) =>
    moveSpentOfUsers(trx, users, moves),
  )
  await saveEvents(trx, followed.chainId, judged)
  return { hints, quarantined: judged.filter(({ quarantine }) => quarantine !== null).length }
}

/** Judges each event beside what those before it have left. */
function judgeInOrder(
  events: readonly ChainEvent[],
  credits: ReadonlyMap<Hex, StandingCredit>,
  followed: Followed,
): JudgedEvent[] {
  const spent = new Map<string, bigint>()
  return events.map((event) => {
    const { told } = event
    const standing = told.kind === 'UserDenied' ? undefined : credits.get(told.creditHash)
    const credit = standing && { ...standing, spentWei: spent.get(standing.id) ?? standing.spentWei }
    const quarantine = judgeEvent(event, credit, followed)
    if (quarantine !== null) return { event, creditId: null, isApplied: false, quarantine }
    if (told.kind === 'CreditUsed' && credit) spent.set(credit.id, credit.spentWei + told.amountWei)
    return { event, creditId: credit?.id ?? null, isApplied: told.kind !== 'CreditRevoked', quarantine }
  })
}

function moveOf({ event: { told }, creditId, isApplied }: JudgedEvent): SpentMove[] {
  if (!isApplied || creditId === null || told.kind !== 'CreditUsed') return []
  return [{ kind: 'spent', address: told.user, creditId, amountWei: told.amountWei }]
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
