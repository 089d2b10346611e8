import { type Finding, ok, warning } from '../Finding.js'
import { nginxLines } from './nginxLines.js'
import type { Origin } from './openOrigin.js'
import type { Read } from './readOnce.js'

/** Judges what a browser will speak with it. */
export function judgeProtocol({ protocol, secure }: Pick<Origin, 'protocol' | 'secure'>): Finding {
  const check = 'http/2'
  if (protocol === 'h2') return ok(check, 'offered over TLS')
  const why =
    'Over HTTP/1.1 a browser opens six connections to a host, and each stream of each of its tabs holds one of them.'
  const advice = { why, nginx: nginxLines.http2 }
  if (secure) return warning(check, 'TLS offers HTTP/1.1 alone', 'Offer HTTP/2.', advice)
  return warning(check, 'plain HTTP, over which browsers speak HTTP/1.1 alone', 'Serve it over TLS.', advice)
}

/** Judges by the second of two answers, one after the other, whether a client's connection is kept. */
export function judgeKeepAlive({ reused }: Pick<Read, 'reused'>): Finding {
  const check = 'keep-alive'
  if (reused) return ok(check, 'connections are kept')
  const advice = { why: 'Each read pays for a connection, and with TLS for a handshake.', nginx: nginxLines.kept }
  return warning(check, 'each answer closes its connection', 'Keep the connections of clients.', advice)
}
