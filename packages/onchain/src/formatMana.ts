import { MAX_UINT256 } from './maxUint256.js'

/**
 * Formats wei as the shortest exact decimal amount of MANA: no exponent, no trailing zeros, nothing rounded.
 *
 * **Shape:** the digits of Postgres's `trim_scale(wei * 1e-18)`, which are also a valid JSON number: write them into
 * a JSON body as they are.
 * **Units:** in wei, out MANA.
 * **Errors:** `RangeError` below zero and from 2^256 on.
 *
 * @example
 * formatMana(12500000000000000000n) // '12.5'
 */
export function formatMana(wei: bigint): string {
  if (wei < 0n || wei > MAX_UINT256) {
    throw new RangeError('An amount in wei is at least 0 and below 2^256; check the sum that made this one.')
  }
  // 19 digits at least, so that there is always one before the point.
  const digits = wei.toString().padStart(19, '0')
  const whole = digits.slice(0, -18)
  const decimals = digits.slice(-18).replace(/0+$/, '')
  return decimals === '' ? whole : `${whole}.${decimals}`
}
