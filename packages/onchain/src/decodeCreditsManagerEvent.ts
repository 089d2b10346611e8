import { creditsManagerTopics } from './creditsManagerTopics.js'
import type { Hex } from './Hex.js'
import type { Address } from './parseAddress.js'

/** What a log of the CreditsManager tells. */
export type CreditsManagerEvent =
  | {
      readonly kind: 'CreditUsed'
      /** Who spent the credit. */
      readonly user: Address
      /** As the contract computed it; the contract calls it the credit's id. */
      readonly creditHash: Hex
      /** What the credit was signed for, in wei. */
      readonly valueWei: bigint
      /** Unix seconds; a uint256 on chain, so it may be anything. */
      readonly expiresAtSeconds: bigint
      readonly salt: Hex
      /** What this use took from it, in wei. */
      readonly amountWei: bigint
    }
  | { readonly kind: 'CreditRevoked'; readonly revoker: Address; readonly creditHash: Hex }
  | { readonly kind: 'UserDenied'; readonly denier: Address; readonly user: Address; readonly isDenied: boolean }

/** The part of a log that says what happened. */
export type LogContent = { readonly topics: readonly string[]; readonly data: string }

/**
 * Decodes a log of the CreditsManager, of any case of hex; null for any other event, and for one whose bytes are not what its
 * topic promises. Says nothing of who has emitted it.
 *
 * **Source:** CreditsManagerPolygon `CreditUsed`, `CreditRevoked`, `UserDenied`.
 */
export function decodeCreditsManagerEvent(log: LogContent): CreditsManagerEvent | null {
  const [topic, ...indexed] = log.topics.map((each) => each.toLowerCase())
  const data = log.data.toLowerCase()
  if (!indexed.every((each) => WORD.test(each)) || !WORDS.test(data)) return null
  const words = data.slice(2).match(/.{64}/g) ?? []
  const [first, second] = indexed as Hex[]
  if (first === undefined || second === undefined || indexed.length !== 2) return null
  const sender = wordAddress(first)
  if (sender === null) return null
  // [chain] event CreditUsed(address indexed _sender, bytes32 indexed _creditId, Credit _credit, uint256 _value)
  if (topic === creditsManagerTopics.CreditUsed && words.length === 4) {
    const [value, expiresAt, salt, amount] = words as [string, string, string, string]
    return {
      kind: 'CreditUsed',
      user: sender,
      creditHash: second,
      valueWei: BigInt(`0x${value}`),
      expiresAtSeconds: BigInt(`0x${expiresAt}`),
      salt: `0x${salt}`,
      amountWei: BigInt(`0x${amount}`),
    }
  }
  // [chain] event CreditRevoked(address indexed _sender, bytes32 indexed _creditId)
  if (topic === creditsManagerTopics.CreditRevoked && words.length === 0) {
    return { kind: 'CreditRevoked', revoker: sender, creditHash: second }
  }
  // [chain] event UserDenied(address indexed _sender, address indexed _user, bool _isDenied)
  if (topic === creditsManagerTopics.UserDenied && words.length === 1) {
    const user = wordAddress(second)
    const isDenied = BigInt(`0x${words[0]}`)
    if (user === null || isDenied > 1n) return null
    return { kind: 'UserDenied', denier: sender, user, isDenied: isDenied === 1n }
  }
  return null
}

const WORD = /^0x[0-9a-f]{64}$/
const WORDS = /^0x([0-9a-f]{64})*$/

/** Null where the twelve bytes before the address are not zero: no contract writes such a word. */
function wordAddress(word: Hex): Address | null {
  return word.startsWith(`0x${'0'.repeat(24)}`) ? (`0x${word.slice(26)}` as Address) : null
}
