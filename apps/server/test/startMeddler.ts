import { once } from 'node:events'
import { request as ask, createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { constants, createGzip } from 'node:zlib'

/** What headers are made; undefined takes one away. */
type Changes = Readonly<Record<string, string | undefined>>

/** What a proxy does to what passes through it. Each part is about streams alone where it says so. */
export type Meddling = {
  /** Headers of a request that are others, or none. */
  readonly request?: Changes
  /** Headers of an answer that are others, or none. */
  readonly answer?: (headers: IncomingHttpHeaders, isStream: boolean) => Changes
  /** Answers by itself. */
  readonly instead?: (method: string, response: ServerResponse) => boolean
  /** Compresses streams. */
  readonly compresses?: boolean
  /** Passes no more than so many parts of a stream on; the rest it keeps. */
  readonly keepsPartsAfter?: number
  /** Cuts a stream that has been quiet for so long; so many of them. */
  readonly cuts?: { readonly quietMs: number; readonly times?: number }
  /** Ends a stream in good order after so long. */
  readonly endsAfterMs?: number
}

export type Meddler = { readonly url: string; close(): Promise<void> }

/** Starts a proxy that meddles, as badly configured ones do. */
export async function startMeddler(target: string, meddling: Meddling): Promise<Meddler> {
  const { keepsPartsAfter = Number.POSITIVE_INFINITY, cuts, endsAfterMs } = meddling
  let cutsLeft = cuts?.times ?? Number.POSITIVE_INFINITY
  const server = createServer((incoming, outgoing) => {
    const { url = '', method = '' } = incoming
    if (meddling.instead?.(method, outgoing)) return
    const headers = change(incoming.headers, meddling.request)
    const upstream = ask(target + url, { method, headers, agent: false })
    // A part of an answer that is cut leaves its reader with an error, and that is all there is to say.
    upstream.on('error', () => outgoing.destroy())
    outgoing.on('close', () => upstream.destroy())
    incoming.pipe(upstream)
    upstream.on('response', (answer) => {
      const isStream = answer.headers['content-type'] === 'text/event-stream'
      const { connection: _, 'transfer-encoding': __, ...given } = answer.headers
      const head = change(given, meddling.answer?.(given, isStream))
      const gzip = isStream && meddling.compresses ? createGzip({ flush: constants.Z_SYNC_FLUSH }) : null
      outgoing.sendDate = false
      outgoing.writeHead(answer.statusCode ?? 0, gzip ? { ...head, 'content-encoding': 'gzip' } : head)
      outgoing.flushHeaders()
      if (!isStream) return void answer.pipe(outgoing)

      if (endsAfterMs !== undefined) setTimeout(() => outgoing.end(), endsAfterMs)
      let parts = 0
      let quiet: NodeJS.Timeout | undefined
      const watch = () => {
        clearTimeout(quiet)
        if (cuts && cutsLeft > 0) {
          quiet = setTimeout(() => {
            cutsLeft -= 1
            outgoing.destroy()
          }, cuts.quietMs)
        }
      }
      const sink = gzip ?? outgoing
      gzip?.pipe(outgoing)
      answer.on('data', (part) => {
        parts += 1
        watch()
        if (parts <= keepsPartsAfter && !outgoing.writableEnded) sink.write(part)
      })
      answer.on('end', () => sink.end())
      answer.on('error', () => outgoing.destroy())
      outgoing.on('close', () => clearTimeout(quiet))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function change(headers: IncomingHttpHeaders, changes: Changes = {}): IncomingHttpHeaders {
  const changed = Object.entries({ ...headers, ...changes }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(changed)
}
