import { type CreditsManagerEvent, decodeCreditsManagerEvent } from '@credits-server/onchain'
import type { ChainLog } from './ChainNode.js'

/** What a contract has told, and where: an event of another block is another event, even if it tells the same. */
export type ChainEvent = Omit<ChainLog, 'topics' | 'data'> & { readonly told: CreditsManagerEvent }

/** Reads the events out of logs; `unreadable` ones have the topic of an event and other bytes, which no such contract writes. */
export function readChainEvents(logs: readonly ChainLog[]): { events: ChainEvent[]; unreadable: number } {
  const events = logs.flatMap(({ topics, data, ...place }) => {
    const told = decodeCreditsManagerEvent({ topics, data })
    return told === null ? [] : [{ ...place, told }]
  })
  return { events, unreadable: logs.length - events.length }
}
