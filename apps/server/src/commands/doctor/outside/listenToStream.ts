import { setTimeout as sleep } from 'node:timers/promises'
import type { Origin } from './openOrigin.js'
import { type Visit, visitStream } from './visitStream.js'

type Options = {
  readonly headers: Readonly<Record<string, string>>
  readonly seconds: number
  readonly onProgress: (text: string) => void
}

/** A stream that ends again and again is not opened more often than this. */
const maxVisits = 5

/** Longer than it takes to open it. */
const marginMs = 2_000

/**
 * Listens to a stream for so many seconds. One that ends before is opened again, and heard at least as long as the first time:
 * an end that comes once may be a restart, one that comes again is somebody's rule.
 */
export async function listenToStream(origin: Origin, path: string, options: Options): Promise<Visit[]> {
  const { headers, seconds, onProgress } = options
  const beganMs = performance.now()
  let untilMs = beganMs + seconds * 1_000
  let heard = 0
  const tell = () => {
    const [gone, all] = [performance.now() - beganMs, untilMs - beganMs].map((ms) => Math.round(ms / 1_000))
    onProgress(`listening to the stream: ${gone} of ${all} s, ${heard} events`)
  }
  const ticking = setInterval(tell, 1_000)
  const visits: Visit[] = []
  try {
    while (visits.length < maxVisits && performance.now() < untilMs) {
      const onEvent = () => {
        heard += 1
      }
      const visit = await visitStream(origin, path, { headers, untilMs, onEvent })
      visits.push(visit)
      if (visit.end === null || isTold(visit) || visit.head?.status !== 200) break
      if (visits.length === 1) untilMs = Math.max(untilMs, 2 * visit.end.atMs - visit.askedAtMs + marginMs)
      await sleep(500)
    }
  } finally {
    clearInterval(ticking)
  }
  return visits
}

/** Tells whether the server itself has said that it would end. */
export function isTold({ events }: Visit): boolean {
  return /^(unavailable|flagged|ended)$/.test(events.at(-1)?.name ?? '')
}
