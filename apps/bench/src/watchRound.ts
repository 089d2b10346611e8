import { setTimeout as sleep } from 'node:timers/promises'
import { median } from './compare.js'
import { openStreams } from './openStreams.js'
import type { Program } from './startProgram.js'

/** What many streams of one address cost in a fresh process. */
export type WatchRound = {
  /** Of one idle stream. */
  readonly rssBytes: number
  readonly heapBytes: number
  /** CPU of the process for one event to one stream, microseconds. */
  readonly cpuUs: number
  /** From the moment at which a change is known to that at which the last stream has brought it. */
  readonly lastMs: number
}

type Options = {
  readonly path: string
  readonly streams: number
  /** The least that the data of a broadcast will have. */
  readonly dataBytes: (nth: number) => number | Promise<number>
  /** Sees to it that all streams are sent an event, and returns the moment, of performance.now(), at which it was known. */
  readonly broadcast: (nth: number) => Promise<number>
}

/** What a program needs once, however many streams it has, is there when it has so many. */
const fewStreams = 500

/** Of each process: the first ones run while what they run is being compiled. */
export const broadcasts = { warmUps: 2, measured: 3 }

/** Opens streams at a fresh program, weighs them, and measures broadcasts to all of them. */
export async function watchRound(
  program: Program,
  { path, streams, dataBytes, broadcast }: Options,
): Promise<WatchRound> {
  const few = await openStreams(
    program,
    Array.from({ length: fewStreams }, () => path),
  )
  const light = await program.usage('settled usage')
  const more = await openStreams(
    program,
    Array.from({ length: streams - fewStreams }, () => path),
  )
  const heavy = await program.usage('settled usage')

  const cpuUs: number[] = []
  const lastMs: number[] = []
  for (let nth = 0; nth < broadcasts.warmUps + broadcasts.measured; nth++) {
    const bytes = await dataBytes(nth)
    const before = await program.usage()
    const arrivals = Promise.all([few, more].map((some) => some.allHave(bytes)))
    const knownMs = await broadcast(nth)
    const arrived = await arrivals
    // What is left to do when the last one has it, such as to be told that it was written.
    await sleep(100)
    const after = await program.usage()
    if (nth < broadcasts.warmUps) continue
    cpuUs.push((after.cpuUs - before.cpuUs) / streams)
    const sinceMs = Math.min(knownMs, ...arrived.map((arrival) => arrival.firstMs))
    lastMs.push(Math.max(...arrived.map((arrival) => arrival.lastMs)) - sinceMs)
  }
  await Promise.all([few.close(), more.close()])
  return {
    rssBytes: (heavy.rssBytes - light.rssBytes) / (streams - fewStreams),
    heapBytes: (heavy.heapBytes - light.heapBytes) / (streams - fewStreams),
    cpuUs: median(cpuUs),
    lastMs: median(lastMs),
  }
}
