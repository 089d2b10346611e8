import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './createRandom.js'

/** Clients that read balances at a steady rate until they are stopped. */
export type Reads = {
  /** Resolves when each has its answer. */
  stop(): Promise<void>
  /** **Units:** milliseconds, of each read that was answered 200, with the time of what was sent again. */
  readonly tookMs: readonly number[]
  /** What came instead of an answer. */
  readonly failures: readonly string[]
  /**
   * Requests that were sent again, as every HTTP client may: nobody took the connection, or a kept-alive one was closed before a
   * byte of the answer.
   */
  readonly again: number
}

type Options = {
  readonly url: string
  readonly addresses: readonly string[]
  readonly perSecond: number
  readonly random: Random
}

const turnMs = 10
const mostTries = 10

/** Starts reads of random addresses over kept-alive connections. They are sent by the clock, whether earlier ones are answered or not. */
export function startReads({ url, addresses, perSecond, random }: Options): Reads {
  const agent = new Agent({ keepAlive: true })
  const underWay = new Set<Promise<void>>()
  const tookMs: number[] = []
  const failures: string[] = []
  let again = 0
  const beganMs = performance.now()
  let sent = 0

  const timer = setInterval(() => {
    const due = ((performance.now() - beganMs) / 1_000) * perSecond
    for (; sent < due; sent++) {
      const reading = readOne(`${url}/users/${random.pick(addresses)}/credits`)
      underWay.add(reading)
      void reading.then(() => underWay.delete(reading))
    }
  }, turnMs)

  async function readOne(address: string): Promise<void> {
    const sinceMs = performance.now()
    for (let tries = 1; ; tries++) {
      const outcome = await tryOne(address, agent)
      if (outcome === 'again' && tries < mostTries) {
        again++
        await sleep(20)
        continue
      }
      if (outcome === 'answered') tookMs.push(performance.now() - sinceMs)
      else failures.push(outcome)
      return
    }
  }

  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
      agent.destroy()
    },
    tookMs,
    failures,
    get again() {
      return again
    },
  }
}

function tryOne(address: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    let began = false
    const request = get(address, { agent, timeout: 15_000 }, (response) => {
      began = true
      let length = 0
      response.on('data', (part: Buffer) => {
        length += part.length
      })
      response.on('error', () => {})
      response.on('close', () => {
        const isWhole = response.complete && length === Number(response.headers['content-length'])
        resolve(response.statusCode === 200 && isWhole ? 'answered' : `${response.statusCode}, whole: ${isWhole}`)
      })
    })
    request.on('timeout', () => request.destroy(new Error('no answer')))
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (began) return
      const mayAgain = error.code === 'ECONNREFUSED' || (request.reusedSocket && error.code === 'ECONNRESET')
      resolve(
        mayAgain ? 'again' : `${error.code ?? error} on ${request.reusedSocket ? 'a kept' : 'a fresh'} connection`,
      )
    })
  })
}
