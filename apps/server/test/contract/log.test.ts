import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { sendRaw } from '../sendRaw.js'
import { arbitraryParts } from './arbitraryRequest.js'
import { type ContractOperation, contractOperations } from './document.js'
import { manyAtOnce } from './manyAtOnce.js'
import { compose, type RequestParts } from './RequestParts.js'
import { type FuzzTarget, startFuzzTarget } from './startFuzzTarget.js'

const lines: string[] = []
const samplesEach = 20
const samples = new Map<ContractOperation, readonly RequestParts[]>()
let target: FuzzTarget
beforeAll(async () => {
  target = await startFuzzTarget({ onLogLine: (line) => void lines.push(line) })
  for (const operation of contractOperations) {
    samples.set(operation, fc.sample(arbitraryParts(operation, target), samplesEach))
  }
})
afterAll(() => target.stop())

/** What would end a line, begin another, or write over one on a terminal. */
const evil = fc.constantFrom(
  ...[
    '\r\n',
    '\n',
    '\r',
    '\0',
    '\t',
    '\v',
    '\f',
    '\u0085',
    '\u2028',
    '\u2029',
    '\u001b[31m',
    '\u001b[2J',
    '\u009b2J',
    '\u001b]0;x\u0007',
  ],
  ...[
    '\b\b\b',
    '\u007f',
    '\u202e',
    '\ufeff',
    '\u{e0041}',
    '"',
    '\\',
    '\\"',
    '"}',
    '{"level":60,"msg":"forged"}',
    '\\u000a',
    '\\n',
  ],
  ...[
    '\r\n{"level":60,"time":0,"msg":"forged"}\r\n',
    '","status":200,"x":"',
    '%0d%0a',
    '%0A',
    '\r\nSet-Cookie: a=b',
    '%s%n',
    '$\u007bx}',
  ],
)
const text = fc
  .array(fc.oneof(evil, evil, fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''))

type Place =
  | 'path'
  | 'raw path'
  | 'query'
  | 'raw query'
  | 'header'
  | 'header name'
  | 'body'
  | 'raw body'
  | 'request id'
  | 'method'

type Input = {
  readonly operation: ContractOperation
  readonly place: Place
  readonly text: string
  readonly seed: number
}

const places: Place[] = [
  ...([
    'path',
    'raw path',
    'query',
    'raw query',
    'header',
    'header name',
    'body',
    'raw body',
    'request id',
    'method',
  ] as const),
]
const input: fc.Arbitrary<Input> = fc.record({
  operation: fc.constantFrom(...contractOperations.filter(({ id }) => id !== 'getReferenceFile')),
  place: fc.constantFrom(...places),
  text,
  seed: fc.nat(samplesEach - 1),
})

const encodeAll = (value: string) =>
  [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

/** Writes a request with the text in its place: encoded where HTTP has an encoding, else as the bytes it is. */
function writeRequest({ operation, place, text: evilText, seed }: Input, requestId: string): string {
  const parts = samples.get(operation)?.[seed]
  if (!parts) throw new Error(`${operation.id} has no request`)
  // The line of a stream comes when it ends; one that is only asked for ends at once.
  const method = operation.responses.get(200)?.mediaTypes.includes('text/event-stream') ? 'HEAD' : operation.method
  const raw = Buffer.from(evilText).toString('latin1')
  const { path, headers, body } = compose(operation, parts, target.credential)
  const last = path.lastIndexOf('/')
  const paths: Partial<Record<Place, string>> = {
    path: `${path.slice(0, last + 1)}${encodeAll(evilText)}`,
    'raw path': `${path.slice(0, last + 1)}${raw}`,
    query: `${path}${path.includes('?') ? '&' : '?'}status=${encodeAll(evilText)}&${encodeAll(evilText)}=1`,
    'raw query': `${path}?status=${raw}`,
  }
  const bodies: Partial<Record<Place, string>> = {
    body: JSON.stringify({ type: evilText, reason: evilText, [evilText]: evilText }),
    'raw body': `{"reason":"${evilText}"}`,
  }
  const sentBody = operation.body === null ? '' : (bodies[place] ?? String(body))
  const head = [
    `${place === 'method' ? raw : method} ${paths[place] ?? path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    ...headers.map((pair) => pair.join(': ')),
    `X-Request-Id: ${place === 'request id' ? raw : requestId}`,
    ...(place === 'header' ? [`User-Agent: ${raw}`, `Referer: ${raw}`, `Last-Event-ID: ${raw}`] : []),
    ...(place === 'header name' ? [`${raw}: x`] : []),
    ...(sentBody === '' ? [] : [`Content-Length: ${Buffer.byteLength(sentBody)}`]),
  ]
  return `${head.join('\r\n')}\r\n\r\n${Buffer.from(sentBody).toString('latin1')}`
}

/** Whatever may move a cursor, end a line or hide text: nothing of it stands in the log as it is. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
const fields = ['level', 'time', 'pid', 'hostname', 'requestId', 'method', 'path', 'operation', 'status', 'ms', 'msg']

test('G9: whatever is sent, a request is one line of JSON with the fields that it always has', async () => {
  const inputs = fc.sample(input, { numRuns: fuzzRuns(500) })
  const before = lines.length
  let parsed = 0
  await manyAtOnce(inputs, async (each) => {
    const requestId = crypto.randomUUID()
    const answer = await sendRaw(target.server.url, writeRequest(each, requestId), 10_000)
    // What is no HTTP never was a request, and is answered without an id.
    const isRequest = /\r\nx-request-id: /i.test(answer.text)
    if (isRequest) parsed += answer.text.match(/^HTTP\/1\.1 \d{3} .*\r$/gm)?.length ?? 0
    if (!isRequest && !/^HTTP\/1\.1 400 /.test(answer.text)) throw new Error(`no answer to ${JSON.stringify(each)}`)
  })
  await expect.poll(() => lines.length - before, { timeout: 5_000 }).toBeGreaterThanOrEqual(parsed)

  const written = lines.slice(before)
  for (const line of written) {
    expect(line.endsWith('\n')).toBe(true)
    const own = line.slice(0, -1)
    if (unprintable.test(own)) throw new Error(`a line has what no log should: ${JSON.stringify(own)}`)
    const entry = JSON.parse(own) as Record<string, unknown>
    expect(Object.keys(entry).filter((key) => !fields.includes(key))).toEqual([])
    expect([entry['level'], entry['msg']]).toEqual([30, 'request'])
  }
  const ids = written.map((line) => JSON.parse(line).requestId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(written.length).toBe(parsed)
  console.info(`${inputs.length} inputs, ${parsed} requests, ${written.length} lines`)
})
