import { setTimeout as sleep } from 'node:timers/promises'
import type { Attempt, Grant } from './sendGrant.js'

/** What a client knows of one key. */
export type BookedGrant = {
  readonly grant: Grant
  /** The body of the first answer that said it was made, null until then. */
  readonly acked: string | null
  /** That some sending may have made it without saying so. */
  readonly unknown: boolean
}

export type Send = (grant: Grant) => Promise<Attempt>

/** A client's own record of what it sent and what it was told. */
export type GrantBook = {
  /** Sends a grant once and writes down what came of it. */
  send(grant: Grant, send: Send): Promise<Attempt>
  /** Sends a grant until it is made, and answers whether it was; one that is not made in time is a contradiction too. */
  settle(grant: Grant, send: Send): Promise<boolean>
  grants(): readonly BookedGrant[]
  /** Answers that cannot both be true, or that no client should get, in words. */
  contradictions(): readonly string[]
  /** How often each outcome came. */
  counts(): Readonly<Record<string, number>>
}

type Entry = {
  readonly grant: Grant
  acked: string | null
  unknown: boolean
  underWay: number
  /** Answers that said it was made and did not say that they were a replay. */
  firsts: number
}

/** Nothing in the programme is down for so long. */
const patienceMs = 20_000

/** Creates an empty book. */
export function createGrantBook(): GrantBook {
  const entries = new Map<string, Entry>()
  const contradictions: string[] = []
  const counts: Record<string, number> = {}

  async function sendOnce(grant: Grant, send: Send): Promise<Attempt> {
    const entry = entries.get(grant.key) ?? { grant, acked: null, unknown: false, underWay: 0, firsts: 0 }
    entries.set(grant.key, entry)
    entry.underWay++
    const attempt = await send(grant)
    entry.underWay--
    const name = 'code' in attempt ? attempt.code : attempt.outcome
    counts[name] = (counts[name] ?? 0) + 1
    const problem = note(entry, attempt)
    if (problem !== null) contradictions.push(`${grant.key}: ${problem}`)
    return attempt
  }

  return {
    send: sendOnce,
    async settle(grant, send) {
      const until = performance.now() + patienceMs
      for (;;) {
        const attempt = await sendOnce(grant, send)
        if (attempt.outcome === 'made') return true
        if (performance.now() > until) {
          contradictions.push(`${grant.key}: does not settle: ${JSON.stringify(attempt)}`)
          return false
        }
        await sleep(50)
      }
    },
    grants: () => [...entries.values()],
    contradictions: () => contradictions,
    counts: () => counts,
  }
}

/** Writes an attempt into its key's entry, and answers what is wrong with it. */
function note(entry: Entry, attempt: Attempt): string | null {
  if (attempt.outcome === 'not reached') return null
  if (attempt.outcome === 'unknown') {
    entry.unknown = true
    return attempt.code === 'INTERNAL_ERROR' ? 'answered 500' : null
  }
  if (attempt.outcome === 'refused') {
    const passes = attempt.code === 'UNAVAILABLE' || attempt.code === 'IDEMPOTENCY_IN_PROGRESS'
    return passes ? null : `refused with ${attempt.status} ${attempt.code}`
  }
  const { acked, unknown, underWay } = entry
  entry.acked ??= attempt.body
  if (!attempt.replayed) entry.firsts++
  if (acked !== null && acked !== attempt.body) return `two bodies:\n${acked}\n${attempt.body}`
  if (entry.firsts === 2 && !attempt.replayed) return 'made twice'
  if (attempt.replayed && acked === null && !unknown && underWay === 0) return 'made by a sending that did nothing'
  return null
}
