import { InvalidAmountError } from './InvalidAmountError.js'
import { MAX_UINT256 } from './maxUint256.js'
import { WEI_PER_MANA } from './weiPerMana.js'

const AMOUNT = /^(0|[1-9][0-9]*)(?:\.([0-9]{1,18}))?$/
const TOO_FINE = /^(?:0|[1-9][0-9]*)\.[0-9]{19,}$/

// 2^256 wei is 1.2e59 MANA. Longer text is refused before BigInt reads it, which takes more than linear time
// (Node 20: 0.12 s for a million digits, 2.5 s for ten million).
const MAX_WHOLE_DIGITS = 60

const QUOTED_CHARACTERS = 40

/**
 * Parses a decimal amount of MANA to wei, and never rounds.
 *
 * **Shape:** `0` or digits without a leading zero, then optionally a point and 1 to 18 digits. No sign, exponent,
 * separator, space or other script's digits. Zero is an amount; a caller that needs more refuses it.
 * **Units:** in MANA, out wei.
 * **Errors:** `InvalidAmountError` for any other text, and for 2^256 wei or more.
 *
 * @example
 * parseMana('12.5') // 12500000000000000000n
 */
export function parseMana(text: string): bigint {
  // JavaScript callers may pass 12.5; a number may already have been rounded on its way here.
  const parts = typeof text === 'string' ? AMOUNT.exec(text) : null
  if (parts === null) throw new InvalidAmountError(whatIsWrong(text))
  const [, whole = '', decimals = ''] = parts
  if (whole.length > MAX_WHOLE_DIGITS) throw new InvalidAmountError(tooLarge(text))
  const wei = BigInt(whole) * WEI_PER_MANA + BigInt(decimals.padEnd(18, '0'))
  if (wei > MAX_UINT256) throw new InvalidAmountError(tooLarge(text))
  return wei
}

function whatIsWrong(text: unknown): string {
  if (typeof text !== 'string') {
    return `An amount of MANA must be a string, not a ${typeof text}; write it as text, for example '12.5'.`
  }
  if (TOO_FINE.test(text)) {
    return `${quoted(text)} has more than 18 decimals and would have to be rounded; write at most 18.`
  }
  return `${quoted(text)} is not a decimal amount of MANA; write digits with at most one point, for example '12.5'.`
}

function tooLarge(text: string): string {
  return `${quoted(text)} MANA is 2^256 wei or more, which the chain cannot hold; write a smaller amount.`
}

function quoted(text: string): string {
  return JSON.stringify(text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text)
}
