import { type Address, formatMana, hasValidChecksum, parseAddress, parseMana } from '@credits-server/onchain'
import { CreditsError } from '../errors/CreditsError.js'
import type { Issuance } from '../voucher/signVoucher.js'
import type { Season } from './findSeason.js'
import type { Grant } from './Grant.js'

/** Whom a grant is for, as they stand at a moment. */
export type Recipient = {
  readonly address: Address
  readonly at: Date
  readonly optedOutAt: Date | null
  readonly flagged: boolean
}

/** What a grant is worth and until when. */
export type GrantTerms = { readonly valueWei: bigint; readonly expiresAt: Date; readonly season: Season | null }

/** Reads whom money goes to. **Errors:** BAD_CHECKSUM, INVALID_RECIPIENT. */
export function readRecipient(text: string, { contract }: Pick<Issuance, 'contract'>): Address {
  if (!hasValidChecksum(text)) throw new CreditsError('BAD_CHECKSUM')
  const address = parseAddress(text)
  if (address === null || /^0x0{40}$/.test(address) || address === contract) throw new CreditsError('INVALID_RECIPIENT')
  return address
}

/** Lets a recipient pass who may have credits. **Errors:** RECIPIENT_FLAGGED, RECIPIENT_OPTED_OUT. */
export function assertMayReceive({ flagged, optedOutAt }: Omit<Recipient, 'address' | 'at'>, grant: Grant): void {
  if (flagged && grant.allowFlagged !== true) throw new CreditsError('RECIPIENT_FLAGGED')
  if (optedOutAt !== null) throw new CreditsError('RECIPIENT_OPTED_OUT')
}

type Measure = { readonly season: Season | null; readonly at: Date; readonly maxGrantWei: bigint }

/**
 * Reads the terms of a grant. They are a function of stored inputs, never of now: a grant that is signed again is the same
 * voucher.
 *
 * **Errors:** EXPIRY_REQUIRED, EXPIRY_IN_PAST, AMOUNT_ABOVE_LIMIT.
 */
export function readTerms({ amount, expiresAt }: Grant, { season, at, maxGrantWei }: Measure): GrantTerms {
  const expiry = expiresAt === undefined ? season?.spendBy : new Date(expiresAt)
  if (expiry === undefined) throw new CreditsError('EXPIRY_REQUIRED')
  if (expiry <= at) throw new CreditsError('EXPIRY_IN_PAST')
  const valueWei = parseMana(amount)
  if (valueWei > maxGrantWei) {
    throw new CreditsError('AMOUNT_ABOVE_LIMIT', { details: { limit: formatMana(maxGrantWei) } })
  }
  return { valueWei, expiresAt: expiry, season }
}

/** The same grant is answered again, another one under its reference is refused. **Errors:** IDEMPOTENCY_KEY_REUSED. */
export function assertSameGrant(
  issued: { readonly address: Address; readonly valueWei: bigint; readonly expiresAt: Date },
  address: Address,
  { valueWei, expiresAt }: GrantTerms,
): void {
  const same =
    issued.address === address && issued.valueWei === valueWei && issued.expiresAt.getTime() === expiresAt.getTime()
  if (!same) throw new CreditsError('IDEMPOTENCY_KEY_REUSED')
}
