import { setTimeout as sleep } from 'node:timers/promises'
import type { GrantBook } from './createGrantBook.js'
import type { Grants } from './createGrants.js'
import type { Random } from './createRandom.js'
import { exchange, requestBytes } from './exchange.js'
import { sendGrant } from './sendGrant.js'
import type { Deployment } from './startDeployment.js'

/** Clients that grant, read and watch until they are stopped. */
export type Load = {
  /** Resolves when every client has its last answer. */
  stop(): Promise<void>
  /** Answers to reads that no client should get. */
  complaints(): readonly string[]
}

type Input = {
  readonly deployment: Deployment
  readonly book: GrantBook
  readonly grants: Grants
  readonly random: Random
}

const granters = 6

/**
 * Starts six clients that grant, one that reads and one that watches a stream, all through the balancer. What is not made at
 * once is left as it is half of the time, and else sent again until it is made. Every user is there already.
 */
export function startLoad({ deployment, book, grants, random }: Input): Load {
  const { balancer, rootApiKey } = deployment
  const stopping = new AbortController()
  const complaints: string[] = []
  const send = (grant: Parameters<typeof sendGrant>[0]) => sendGrant(grant, { port: balancer.port, rootApiKey })

  async function keepGranting(): Promise<void> {
    while (!stopping.signal.aborted) {
      const grant = grants.next()
      const { outcome } = await book.send(grant, send)
      if (outcome !== 'made' && random.below(2) === 0) await book.settle(grant, send)
    }
  }
  async function keepReading(): Promise<void> {
    while (!stopping.signal.aborted) {
      const path = `/users/${random.pick(grants.users)}/credits`
      const answer = await exchange(balancer.port, requestBytes([`GET ${path} HTTP/1.1`]))
      const isFine = !answer?.whole || answer.status === 200 || answer.status === 503
      if (!isFine) complaints.push(`${path}: ${answer.status} ${answer.body}`)
      await sleep(20)
    }
  }
  async function keepWatching(): Promise<void> {
    while (!stopping.signal.aborted) {
      const path = `/users/${random.pick(grants.users)}/credits/stream`
      try {
        const { status, body } = await fetch(balancer.url + path, { signal: stopping.signal })
        if (status !== 200) complaints.push(`${path}: ${status}`)
        await body?.pipeTo(new WritableStream())
      } catch {
        // A stream may break; its client comes back.
      }
      await sleep(200)
    }
  }

  const clients = [...Array.from({ length: granters }, keepGranting), keepReading(), keepWatching()]
  return {
    async stop() {
      stopping.abort()
      await Promise.all(clients)
    },
    complaints: () => complaints,
  }
}
