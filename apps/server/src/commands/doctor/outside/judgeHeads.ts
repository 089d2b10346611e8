import type { IncomingHttpHeaders } from 'node:http'
import { type Finding, ok, problem, skipped } from '../Finding.js'
import { nginxLines } from './nginxLines.js'
import type { Read } from './readOnce.js'

/** Judges by two answers to the same question whether somebody keeps them. Each answer of the server has an id of its own. */
export function judgeKept(one: Read, other: Read): Finding {
  const { age, 'cache-control': caching = 'none' } = other.headers
  const [first, second] = [one, other].map(({ headers }) => headers['x-request-id'])
  if (age !== undefined) return kept(`an answer has an Age, ${age}: it comes out of a cache`)
  if (first !== undefined && first === second) return kept('two requests were given one answer, with one X-Request-Id')
  if (other.status === 200 && !caching.includes('no-cache')) {
    return kept(`Cache-Control of a balance is ${caching}, and no-cache was sent`)
  }
  if (first !== undefined) return ok('cache', 'each request is answered by a server')
  const remedy = 'Let the proxy pass on X-Request-Id; it also finds an answer in the log.'
  return skipped('cache', 'answers have no X-Request-Id, so it cannot be seen whether one is kept', remedy)
}

function kept(found: string): Finding {
  const why = 'A balance that was kept is an old one: what it shows may be spent, expired or revoked.'
  return problem('cache', found, 'Keep no answers of this server.', { why, nginx: nginxLines.uncached })
}

/** Judges whether a stream has come as the server sent it: as it is, and for this client alone. */
export function judgeStreamHead(headers: IncomingHttpHeaders): Finding[] {
  return [judgeCompression(headers), judgeHead(headers)]
}

function judgeCompression({ 'content-encoding': encoding = 'identity' }: IncomingHttpHeaders): Finding {
  const check = 'compression'
  if (encoding === 'identity') return ok(check, 'events come as they are')
  const why =
    'The server forbids it (no-transform): an event waits until there is enough to compress, and a stream costs the proxy memory all its life.'
  const advice = { why, nginx: nginxLines.uncompressed }
  return problem(check, `the stream is compressed as ${encoding}`, 'Never compress text/event-stream.', advice)
}

function judgeHead(headers: IncomingHttpHeaders): Finding {
  const check = 'stream head'
  const { 'content-type': type = 'none', 'cache-control': caching = 'none', age } = headers
  const altered = [
    type.startsWith('text/event-stream') ? '' : `its Content-Type is ${type}`,
    caching.includes('no-store') ? '' : `its Cache-Control is ${caching}, and no-store was sent`,
    age === undefined ? '' : `it has an Age, ${age}: it comes out of a cache`,
  ].filter(Boolean)
  if (altered.length === 0) return ok(check, 'as the server sent it')
  const why = 'What is kept or changed on its way is not the balance of now.'
  const nginx = [...nginxLines.uncached, ...nginxLines.passed]
  return problem(check, `the stream is altered: ${altered.join('; ')}`, 'Pass the answer on as it is.', { why, nginx })
}
