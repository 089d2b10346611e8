import { type Connection, openConnection } from './openConnection.js'
import type { Program } from './startProgram.js'

/** What a slice of reads cost. */
export type ReadSlice = {
  /** CPU of the server's process for one of them, user and system, microseconds. */
  readonly cpuUs: number
  readonly perSecond: number
}

type Options = {
  /** The status that each answer is to have. */
  readonly status: number
  /** Is told each answer's head, and to which request it is. */
  readonly onAnswer?: (head: string, nth: number) => void
}

const connectionCount = 64

/** Sends requests, each as it stands on the wire, over 64 connections that send the next when they have the answer. */
export async function readSlice(
  program: Program,
  requests: readonly string[],
  { status, onAnswer }: Options,
): Promise<ReadSlice> {
  const expected = `HTTP/1.1 ${status} `
  const connections = await Promise.all(Array.from({ length: connectionCount }, () => openConnection(program)))
  let next = 0
  const work = async (connection: Connection) => {
    for (let nth = next++; nth < requests.length; nth = next++) {
      const head = await connection.send(requests[nth] ?? '')
      if (!head.startsWith(expected)) throw new Error(`not ${status} but\n${head}`)
      onAnswer?.(head, nth)
    }
  }
  const before = await program.usage()
  const start = performance.now()
  await Promise.all(connections.map(work))
  const ms = performance.now() - start
  const after = await program.usage()
  for (const connection of connections) connection.close()
  return { cpuUs: (after.cpuUs - before.cpuUs) / requests.length, perSecond: (requests.length * 1_000) / ms }
}

/** Presents the cost of a read. */
export const presentCpu = (cpuUs: number) => `${cpuUs.toFixed(1)} µs`
