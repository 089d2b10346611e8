import { type Address, creditHash, type Hex } from '@credits-server/onchain'
import type { ChainEvent } from './ChainEvent.js'

/** A credit as it stands while the lead is held. */
export type StandingCredit = {
  readonly id: string
  readonly address: Address
  readonly contract: Address
  readonly valueWei: bigint
  readonly expiresAtSeconds: bigint
  readonly salt: Hex
  readonly spentWei: bigint
  readonly isClaimed: boolean
}

/** Why an event is kept and not applied. */
export type Quarantine =
  | 'FOREIGN_CONTRACT'
  | 'HASH_MISMATCH'
  | 'UNKNOWN_CREDIT'
  | 'UNCLAIMED_CREDIT'
  | 'OVERSPENT'
  | 'NOTHING_SPENT'

/** Where credits are spent: the chain, and the contracts that ours were signed for. */
export type Followed = { readonly chainId: number; readonly contracts: readonly Address[] }

/**
 * Judges an event beside the credit whose hash it names, if there is one: null when it is what the contract would tell.
 *
 * [chain] The hash binds user, chain, contract and terms. So an event that names the hash of a credit and other terms lies, and so
 * does one of no credit of ours whose own terms do not make its hash.
 */
export function judgeEvent(
  { contract, told }: ChainEvent,
  credit: StandingCredit | undefined,
  followed: Followed,
): Quarantine | null {
  if (!followed.contracts.includes(contract)) return 'FOREIGN_CONTRACT'
  if (told.kind === 'UserDenied') return null
  if (told.kind === 'CreditRevoked') return credit?.contract === contract ? null : 'UNKNOWN_CREDIT'
  if (credit === undefined) return hasItsHash(told, contract, followed) ? 'UNKNOWN_CREDIT' : 'HASH_MISMATCH'
  const isOfCredit =
    contract === credit.contract &&
    told.user === credit.address &&
    told.valueWei === credit.valueWei &&
    told.expiresAtSeconds === credit.expiresAtSeconds &&
    told.salt === credit.salt
  if (!isOfCredit) return 'HASH_MISMATCH'
  if (told.amountWei === 0n) return 'NOTHING_SPENT'
  // Its signature has been shown to nobody. When it is claimed, the event is looked at again.
  if (!credit.isClaimed) return 'UNCLAIMED_CREDIT'
  return credit.spentWei + told.amountWei > credit.valueWei ? 'OVERSPENT' : null
}

type CreditUsed = Extract<ChainEvent['told'], { kind: 'CreditUsed' }>

function hasItsHash(told: CreditUsed, contract: Address, { chainId }: Followed): boolean {
  // Not of ours, which run out before the year 10000.
  if (told.expiresAtSeconds > BigInt(Number.MAX_SAFE_INTEGER)) return false
  const expiresAtSeconds = Number(told.expiresAtSeconds)
  return creditHash({ ...told, expiresAtSeconds, chainId, contract }) === told.creditHash
}
