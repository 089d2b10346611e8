import type { Hex } from './Hex.js'
import type { ListedCredit } from './ListedCredit.js'
import { MAX_UINT256 } from './maxUint256.js'
import { type Address, parseAddress } from './parseAddress.js'

/** Holds a listed credit with exact values. */
export type Voucher = {
  readonly id: string
  readonly chainId: number
  /** The CreditsManager it is spent through. */
  readonly contract: Address
  /** What it was worth when signed, in wei. */
  readonly valueWei: bigint
  /** What can still be spent of it, in wei: 0 too if more than its value is said to be spent. */
  readonly leftWei: bigint
  readonly expiresAtSeconds: number
  /** 32 bytes. */
  readonly salt: Hex
  /** Hex, of whatever length. */
  readonly signature: Hex
}

/** Names why a listed credit is no voucher at all. */
export type VoucherFault = 'MISSING_FIELD' | 'MALFORMED_FIELD'

const UINT = /^(0|[1-9][0-9]{0,77})$/
const BYTES32 = /^0x[0-9a-f]{64}$/
const BYTES = /^0x[0-9a-f]*$/

/**
 * Reads the voucher of a listed credit, or says what is wrong with it.
 *
 * **Shape:** looks at the form only. Hex in either case comes out in lower-case.
 */
export function readVoucher({ id, signature, onChain }: ListedCredit): Voucher | VoucherFault {
  // null, from a server that says so, is as good as nothing.
  if (!id || !signature || !onChain) return 'MISSING_FIELD'
  const { chainId, expiresAt } = onChain
  const contract = parseAddress(String(onChain.contract))
  const valueWei = readUint(onChain.value)
  const spentWei = readUint(onChain.spent)
  const salt = String(onChain.salt).toLowerCase()
  const bytes = String(signature).toLowerCase()
  const areWhole = isWhole(chainId) && isWhole(expiresAt)
  if (!contract || valueWei === null || spentWei === null || !areWhole) return 'MALFORMED_FIELD'
  if (!BYTES32.test(salt) || !BYTES.test(bytes)) return 'MALFORMED_FIELD'
  return {
    id,
    chainId,
    contract,
    valueWei,
    leftWei: spentWei < valueWei ? valueWei - spentWei : 0n,
    expiresAtSeconds: expiresAt,
    salt: salt as Hex,
    signature: bytes as Hex,
  }
}

/** Text only: a JSON number may have been rounded already. */
function readUint(text: unknown): bigint | null {
  if (typeof text !== 'string' || !UINT.test(text)) return null
  const value = BigInt(text)
  return value > MAX_UINT256 ? null : value
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
