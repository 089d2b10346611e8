import type { Grant } from './Grant.js'

/** A grant of a batch, with the address as it was typed. */
export type BatchItem = Grant & { readonly address: string }

/** A batch as it was asked for: everything that can be granted, or everything or nothing. */
export type Batch = { readonly mode: 'each' | 'all'; readonly items: readonly BatchItem[] }

/** Returns everything of an item that decides what it does, in one order, whatever order a client wrote it in. */
export function itemText({ address, type, amount, reason, ...rest }: BatchItem): string {
  const { annotation = null, expiresAt = null, seasonId = null, allowFlagged = null, allowPaused = null } = rest
  const said = [type, amount, reason, annotation, expiresAt, seasonId, allowFlagged, allowPaused]
  return JSON.stringify([address.toLowerCase(), ...said])
}
