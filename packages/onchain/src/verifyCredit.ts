import { creditHash } from './creditHash.js'
import { creditSalt } from './creditSalt.js'
import type { Hex } from './Hex.js'
import { InvalidSignatureError } from './InvalidSignatureError.js'
import { isExpired } from './isExpired.js'
import type { ListedCredit } from './ListedCredit.js'
import { type Address, parseAddress } from './parseAddress.js'
import { readVoucher } from './readVoucher.js'
import { recoverCreditSigner } from './recoverCreditSigner.js'

/** Says what a credit is held against. */
export type VerifyCreditOptions = {
  /** Who is trusted to sign credits: holders of CREDITS_SIGNER_ROLE, not read from where the credit comes from. */
  readonly signers: readonly string[]
  /** Unix time in seconds; a fraction is fine. */
  readonly nowSeconds: number
  /** Who is to spend it: the only one who can. */
  readonly userAddress: string
}

/** Names why a credit cannot be spent. */
export type CreditFault = keyof typeof REMEDIES

/** Says whether a credit is genuine and can be spent, and if not, why. */
export type CreditVerdict =
  | {
      readonly ok: true
      /** Which of the signers has signed it. */
      readonly signer: Address
      /** By which the contract knows it. */
      readonly hash: Hex
      /** What can still be spent of it, in wei. */
      readonly leftWei: bigint
    }
  | {
      readonly ok: false
      readonly reason: CreditFault
      /** What to do now, for people. */
      readonly remedy: string
    }

const REMEDIES = {
  MISSING_FIELD:
    'It has no signature or no voucher: ask for the balance again; a credit that waits to be claimed has none yet.',
  MALFORMED_FIELD: 'One of its values is not of the form the API promises: ask for it again, from the server itself.',
  WRONG_SALT: 'Its salt is not the one of its id, so it is another voucher: do not use it, and tell the operators.',
  MALFORMED_SIGNATURE: 'Nobody can have made its signature: ask for it again, from the server itself.',
  UNTRUSTED_SIGNER:
    'It was changed, belongs to another user, or was signed by a key that is not trusted: do not use it.',
  EXPIRED: 'It can no longer be spent: use one that expires later.',
  NOTHING_LEFT: 'It is spent whole: use another one.',
} as const

/**
 * Verifies that a credit is the user's, genuine, and can be spent now.
 *
 * **Shape:** first whether it is genuine, then whether anything can be done with it, so `EXPIRED` and `NOTHING_LEFT` are said of
 * genuine credits only. What was spent is the server's word, as it is not signed; the contract also knows of revocations, and
 * whether the signer still has its role.
 * **Units:** wei, unix seconds.
 * **Errors:** none for a credit, whatever it is. `RangeError` when an address of the options is none or the time is no number.
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits`.
 */
export function verifyCredit(credit: ListedCredit, options: VerifyCreditOptions): CreditVerdict {
  const user = optionAddress(options.userAddress, 'userAddress')
  const signers = options.signers.map((signer) => optionAddress(signer, 'signers'))
  // Of no number nothing is true, and nothing would be expired.
  if (!Number.isFinite(options.nowSeconds)) throw new RangeError('nowSeconds must be a number of seconds.')

  const voucher = readVoucher(credit)
  if (typeof voucher === 'string') return refused(voucher)
  if (saltOf(voucher.id) !== voucher.salt) return refused('WRONG_SALT')
  const hash = creditHash({ user, ...voucher })
  const signer = signerOf(hash, voucher.signature)
  if (signer === null) return refused('MALFORMED_SIGNATURE')
  if (!signers.includes(signer)) return refused('UNTRUSTED_SIGNER')
  if (isExpired(voucher.expiresAtSeconds, options.nowSeconds)) return refused('EXPIRED')
  if (voucher.leftWei === 0n) return refused('NOTHING_LEFT')
  return { ok: true, signer, hash, leftWei: voucher.leftWei }
}

function optionAddress(text: string, name: string): Address {
  const address = parseAddress(text)
  if (!address) throw new RangeError(`${name} must be 0x and 40 hex digits.`)
  return address
}

function refused(reason: CreditFault): CreditVerdict {
  return { ok: false, reason, remedy: REMEDIES[reason] }
}

/** Null for an id that is no uuid: no salt is its. */
function saltOf(id: string): Hex | null {
  try {
    return creditSalt(id)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function signerOf(hash: Hex, signature: Hex): Address | null {
  try {
    return recoverCreditSigner(hash, signature)
  } catch (error) {
    if (error instanceof InvalidSignatureError) return null
    throw error
  }
}
