import type { OperationId } from '@credits-server/contract'
import fc from 'fast-check'
import { demoUsers } from '../../src/seed/demoUsers.js'
import { rootApiKey, startTestServer, type TestServer, type TestServerOptions } from '../startTestServer.js'
import { arbitraryParts, type DrawnRequest } from './arbitraryRequest.js'
import { contractOperations, document, type Node } from './document.js'
import { type Exchange, openExchange, type Received, type Sent } from './exchange.js'
import { findLeaks, textsOf } from './findLeaks.js'
import { findProblems } from './findProblems.js'
import { createKnownValues, type KnownValues } from './knownValues.js'
import { compose } from './RequestParts.js'

/** A server with a seeded demo, a client, and what that client has learnt of it. */
export type FuzzTarget = {
  readonly server: TestServer
  readonly known: KnownValues
  readonly credential: string
  /** Sends a request and fails if anything in the answer shows what the server is made of. */
  send(sent: Sent): Promise<Received>
  /** Sends a request that was drawn, learns from its answer, and fails if that is not one that the document declares. */
  sendDrawn(drawn: DrawnRequest): Promise<Received>
  /** What each operation has answered to drawn requests so far. */
  answered(): ReadonlyMap<OperationId, ReadonlySet<number>>
  /** How many requests were sent so far. */
  count(): number
  stop(): Promise<void>
}

/** What else may be said of a target. */
export type FuzzOptions = TestServerOptions & {
  /** Learns by reading alone, so that the demo is as it was made. */
  readonly untouched?: boolean
}

/** How often each operation is tried, so that ids, names and addresses of what is there are known. */
const lessons = 4

/**
 * Starts a server and learns from it: each operation is tried a few times with valid requests, and what stands in the
 * answers is what later requests are drawn with. So an operation that nobody thought of here gets ids that are there.
 */
export async function startFuzzTarget({ untouched = false, ...options }: FuzzOptions = {}): Promise<FuzzTarget> {
  const env = { MAX_STREAMS_PER_IP: '1000000', ...options.env }
  const server = await startTestServer({ seed: true, ...options, env })
  const exchange = openExchange(server.url)
  // A thousand credits in every other answer would be all that the time goes into.
  const users = Object.values(demoUsers).filter((user) => user !== demoUsers.thousand)
  const addresses = users.map(({ address }) => address)
  const known = createKnownValues({ ...examples(), address: addresses })
  const send = createScannedSend(exchange)
  const answered = new Map<OperationId, Set<number>>()
  const sendDrawn = async ({ operation, sent }: DrawnRequest) => {
    const received = await send(sent)
    const problems = findProblems(operation, received)
    if (problems.length > 0) throw new Error(`${operation.id} ${describe(sent)}: ${problems.join('; ')}`)
    const { status, headers, body } = received
    answered.set(operation.id, (answered.get(operation.id) ?? new Set()).add(status))
    const isData = headers['content-type']?.startsWith('application/json') && !body.startsWith('{"openapi"')
    if (status < 300 && isData && body !== '') known.learn(JSON.parse(body))
    return received
  }
  const stop = async () => {
    exchange.close()
    await server.stop()
  }
  await learn(known, sendDrawn, untouched).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return {
    server,
    known,
    credential: rootApiKey,
    send,
    sendDrawn,
    answered: () => answered,
    count: () => exchange.count(),
    stop,
  }
}

async function learn(known: KnownValues, sendDrawn: FuzzTarget['sendDrawn'], untouched: boolean): Promise<void> {
  // Reads first: some writes flag users, or let them leave.
  const reads = contractOperations.filter(({ method }) => method === 'GET')
  const writes = contractOperations.filter(({ method }) => method !== 'GET')
  for (const operation of untouched ? [...reads, ...reads] : [...reads, ...reads, ...writes, ...reads]) {
    for (const parts of fc.sample(arbitraryParts(operation, { known }), { numRuns: lessons, seed: 7 })) {
      await sendDrawn({ operation, sent: compose(operation, parts, rootApiKey), wrong: null })
    }
  }
}

/** Enough of a request to repeat it by hand. */
export function describe({ method, path, headers, body }: Sent): string {
  const lines = headers.filter(([name]) => name !== 'Authorization').map(([name, value]) => `${name}: ${value}`)
  return `${method} ${path} [${lines.join(', ')}] ${body?.toString().slice(0, 600) ?? ''}`
}

function createScannedSend(exchange: Exchange): FuzzTarget['send'] {
  const said = new Set<string>()
  return async (sent) => {
    for (const text of textsSaid(sent)) said.add(text)
    const received = await exchange.send(sent)
    const leaks = findLeaks(received, said)
    if (leaks.length > 0) throw new Error(`${describe(sent)} shows ${leaks.join('; ')}`)
    return received
  }
}

function textsSaid({ headers, body, path }: Sent): string[] {
  const texts = [...headers.map(([, value]) => value), path]
  try {
    return [...texts, ...textsOf(JSON.parse(String(body ?? '0')))]
  } catch {
    return texts
  }
}

/** The examples that the document gives its parameters, by name. */
function examples(): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { in: place, name, example } = node as Node
    if (place === 'path' && example !== undefined)
      found[String(name)] = [...(found[String(name)] ?? []), String(example)]
    for (const inside of Object.values(node)) walk(inside)
  }
  walk(document)
  return found
}
