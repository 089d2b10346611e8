import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createAnswerReader, statusOf } from './createAnswerReader.js'

/** A client's one connection, kept alive. */
export type Connection = {
  /** Sends a request as it stands on the wire, and returns the head of its answer when all of that has come. */
  send(request: string): Promise<string>
  /** Sends a POST and returns the status of its answer. */
  post(path: string, key: string, body: string): Promise<number>
  /** Sends a GET, without a credential. */
  get(path: string): Promise<number>
  close(): void
}

type Target = { readonly host: string; readonly port: number; readonly apiKey?: string }

/** What all connections read into: each piece is looked at before the next one comes. */
const buffer = Buffer.allocUnsafe(64 * 1_024)

/**
 * Opens a connection that writes and reads HTTP/1.1 itself: the load shares two cores with what is measured, and a client of
 * Node's takes as much of them as the server.
 */
export async function openConnection({ host, port, apiKey }: Target): Promise<Connection> {
  let waiting: { resolve: (head: string) => void; reject: (error: unknown) => void } | null = null
  let socket = await open()

  async function open(): Promise<Socket> {
    const read = createAnswerReader((head) => waiting?.resolve(head))
    const opened = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer,
        callback(bytes) {
          try {
            read(buffer.subarray(0, bytes))
          } catch (error) {
            waiting?.reject(error)
          }
          return true
        },
      },
    })
    await once(opened, 'connect')
    const lose = (error: unknown) => {
      if (opened === socket) waiting?.reject(error instanceof Error ? error : new Error('the server closed'))
    }
    opened.on('error', lose).on('close', lose)
    return opened
  }

  async function send(request: string): Promise<string> {
    const head = await new Promise<string>((resolve, reject) => {
      waiting = { resolve, reject }
      socket.write(request, 'latin1')
    })
    waiting = null
    if (head.includes('\r\nConnection: close')) socket = await open()
    return head
  }

  return {
    send,
    async post(path, key, body) {
      const credential = `Authorization: Bearer ${apiKey}\r\nIdempotency-Key: ${key}\r\n`
      const type = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`
      return statusOf(await send(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${credential}${type}\r\n${body}`))
    },
    get: async (path) => statusOf(await send(getRequest({ host }, path))),
    close: () => void socket.destroy(),
  }
}

/** Returns a GET as it stands on the wire. */
export function getRequest({ host }: Pick<Target, 'host'>, path: string, head = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${head}\r\n`
}
