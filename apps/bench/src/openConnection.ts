import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Server } from './startServer.js'

/** A client's one connection, kept alive. */
export type Connection = {
  /** Sends a POST and returns the status of its answer. */
  post(path: string, key: string, body: string): Promise<number>
  /** Sends a GET, without a credential. */
  get(path: string): Promise<number>
  close(): void
}

/**
 * Opens a connection that writes and reads HTTP/1.1 itself: the load shares two cores with what is measured, and a client of
 * Node's takes as much of them as the server.
 */
export async function openConnection({ host, port, apiKey }: Server): Promise<Connection> {
  let socket = await open()
  const line = `HTTP/1.1\r\nHost: ${host}\r\n`
  const head = `Authorization: Bearer ${apiKey}\r\nContent-Type: application/json\r\n`

  async function open(): Promise<Socket> {
    const opened = connect({ host, port, noDelay: true })
    await once(opened, 'connect')
    return opened
  }

  async function send(request: string): Promise<number> {
    socket.write(request)
    const answer = await readAnswer(socket)
    if (/^connection: close/im.test(answer)) socket = await open()
    return Number(answer.slice(9, 12))
  }

  return {
    post(path, key, body) {
      const length = Buffer.byteLength(body)
      return send(`POST ${path} ${line}${head}Idempotency-Key: ${key}\r\nContent-Length: ${length}\r\n\r\n${body}`)
    },
    get: (path) => send(`GET ${path} ${line}\r\n`),
    close: () => void socket.destroy(),
  }
}

/** Reads one answer to its last byte, and returns its head. */
function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let start = ''
    let head: string | null = null
    let bytesLeft = 0
    const read = (part: Buffer) => {
      if (head === null) {
        start += part.toString('latin1')
        const end = start.indexOf('\r\n\r\n')
        if (end < 0) return
        head = start.slice(0, end)
        bytesLeft = Number(/^content-length: (\d+)/im.exec(head)?.[1]) + end + 4 - start.length
      } else {
        bytesLeft -= part.length
      }
      if (bytesLeft > 0) return
      socket.off('data', read).off('error', reject).off('close', reject)
      resolve(head)
    }
    socket.on('data', read).once('error', reject).once('close', reject)
  })
}
