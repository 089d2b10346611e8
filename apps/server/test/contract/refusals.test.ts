import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { type ErrorCode, errorCodes } from '@credits-server/contract'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { expectNothingGivenAway, send } from '../badInputTools.js'
import { arbitraryParts } from './arbitraryRequest.js'
import { badBytes, strangeTexts } from './corpora.js'
import { countRows } from './countRows.js'
import { type ContractOperation, contractOperations, templateOf, writingOperations } from './document.js'
import type { Received, Sent } from './exchange.js'
import { findProblems } from './findProblems.js'
import { jsonCorpus, type Verdict } from './jsonCorpus.js'
import { listMutants, listSites, writeWith } from './listMutants.js'
import { listParameterMutants } from './listParameterMutants.js'
import { manyAtOnce } from './manyAtOnce.js'
import { compose, type RequestParts } from './RequestParts.js'
import { type FuzzTarget, describe as present, startFuzzTarget } from './startFuzzTarget.js'

let target: FuzzTarget
let before: Record<string, number>
beforeAll(async () => {
  target = await startFuzzTarget()
})
afterAll(async () => {
  expectNothingGivenAway(target.server)
  await target.stop()
})

/** A request with everything in it that may be there, and nothing wrong. */
function whole(operation: ContractOperation): RequestParts {
  const [parts] = fc.sample(arbitraryParts(operation, { known: target.known, whole: true }), { numRuns: 1, seed: 5 })
  if (!parts) throw new Error(`${operation.id} has no request`)
  return parts
}

/** Sends a request and expects one of the codes, with the status that the registry gives it. */
async function expectRefused(operation: ContractOperation, sent: Sent, codes: readonly ErrorCode[]): Promise<Received> {
  const received = await target.send(sent)
  expectCode(operation, received, codes, present(sent))
  return received
}

function expectCode(operation: ContractOperation, received: Received, codes: readonly ErrorCode[], what: string): void {
  const code = received.status < 400 ? 'none' : (JSON.parse(received.body).code as ErrorCode)
  if (!codes.includes(code as ErrorCode)) throw new Error(`${operation.id} answered ${code}, not ${codes}: ${what}`)
  expect(received.status).toBe(errorCodes[code as ErrorCode].status)
  expect(findProblems(operation, received), what).toEqual([])
}

describe.each(contractOperations.map((operation) => [operation.id, operation] as const))('%s', (_, operation) => {
  test('rows 4, 5, 8, 9 and 25: each parameter that is wrong is refused with a code of its own', async () => {
    const parts = whole(operation)
    const mutants = operation.parameters.flatMap((parameter) => listParameterMutants(parameter, parts))
    await manyAtOnce(mutants, async (mutant) => {
      const sent = compose(operation, mutant.parts, target.credential)
      if (templateOf(sent.path) === operation.path) await expectRefused(operation, sent, mutant.codes)
    })
  })
})

describe.each(writingOperations.map((operation) => [operation.id, operation] as const))('%s', (_, operation) => {
  let parts: RequestParts
  beforeEach(async () => {
    parts = whole(operation)
    before = await countRows(target.server.knex)
  })
  afterEach(async () => {
    expect(await countRows(target.server.knex), 'what was refused has written something').toEqual(before)
  })

  const refuse = (changed: Partial<RequestParts>, codes: readonly ErrorCode[]) =>
    expectRefused(operation, compose(operation, { ...parts, ...changed }, target.credential), codes)
  const withHeaders = (...headers: (readonly [string, string])[]) => ({ headers: [...parts.headers, ...headers] })
  /** One byte that is no JSON: what looks at the head alone never sees it, and what is let through is refused. */
  const rest = { body: 'x' }

  test('row 16: only JSON in UTF-8 is read', async () => {
    for (const type of wrongTypes) await refuse(withHeaders(['Content-Type', type]), ['UNSUPPORTED_MEDIA_TYPE'])
    const twice = withHeaders(['Content-Type', 'application/json'], ['Content-Type', 'application/json'])
    await refuse(twice, ['UNSUPPORTED_MEDIA_TYPE'])
    const sent = compose(operation, parts, target.credential)
    const untyped = sent.headers.filter(([name]) => name !== 'Content-Type')
    await expectRefused(operation, { ...sent, headers: untyped }, ['UNSUPPORTED_MEDIA_TYPE'])
    for (const type of rightTypes) await refuse({ ...withHeaders(['Content-Type', type]), ...rest }, ['INVALID_JSON'])
  })

  test('row 17: nothing is unpacked', async () => {
    const bomb = Buffer.alloc(5 * 2 ** 20, ' ')
    const packed: [encoding: string, body: string | Buffer][] = [
      ['gzip', gzipSync(String(parts.body))],
      ['GZIP', gzipSync(String(parts.body))],
      ['x-gzip', gzipSync(String(parts.body))],
      ['br', brotliCompressSync(String(parts.body))],
      ['deflate', deflateSync(String(parts.body))],
      ['zstd', Buffer.from('28b52ffd0400010000', 'hex')],
      ['gzip, gzip', gzipSync(gzipSync(String(parts.body)))],
      ['identity, gzip', gzipSync(String(parts.body))],
      ['gzip', gzipSync(bomb, { level: 9 })],
      ['br', brotliCompressSync(bomb)],
      // It would be right if nobody looked at the header.
      ['gzip', String(parts.body)],
    ]
    for (const [encoding, body] of packed) {
      const { headers } = await refuse({ ...withHeaders(['Content-Encoding', encoding]), body }, [
        'UNSUPPORTED_ENCODING',
      ])
      expect(headers).toMatchObject({ 'accept-encoding': 'identity', connection: 'close' })
    }
    const two = withHeaders(['Content-Encoding', 'identity'], ['Content-Encoding', 'gzip'])
    await refuse(two, ['UNSUPPORTED_ENCODING'])
    await refuse({ ...withHeaders(['Content-Encoding', 'identity']), ...rest }, ['INVALID_JSON'])
  })

  test('row 18: a byte more than it may have is BODY_TOO_LARGE, whatever came of it', async () => {
    const { path, headers } = compose(operation, parts, target.credential)
    const head = [`${operation.method} ${path} HTTP/1.1`, 'Host: localhost', ...headers.map((pair) => pair.join(': '))]
    const most = operation.maxBodyBytes
    const lines = [...head, 'Connection: close']
    for (const request of [
      [...lines, `Content-Length: ${most + 1}`],
      [...lines, 'Content-Length: 9007199254740991'],
      ...(most > 100_000
        ? []
        : [`${[...lines, `Content-Length: ${most + 1}`, '', ''].join('\r\n')}${' '.repeat(most + 1)}`]),
      ...(most > 100_000
        ? []
        : [`${[...lines, 'Transfer-Encoding: chunked', '', ''].join('\r\n')}${chunk(most + 1)}0\r\n\r\n`]),
    ]) {
      const answer = await send(target.server, request, 5_000)
      expectCode(operation, answer, ['BODY_TOO_LARGE'], String(request).slice(0, 300))
      expect(answer.headers['connection']).toBe('close')
    }
    if (most <= 100_000) await refuse({ body: 'x'.padEnd(most) }, ['INVALID_JSON'])
  })

  test('rows 19 and 20: F4: what is no JSON, or is not read as one, is refused', async () => {
    await manyAtOnce(shareOf(operation, jsonCorpus), async ({ verdict, text }) => {
      const code = codesOfVerdict[verdict]
      if (code !== null) await refuse({ body: text }, [code])
    })
  })

  test('rows 19 to 22, 26 and 27: whatever is wrong in a body is refused with the code of its field, and names it', async () => {
    const body: unknown = JSON.parse(String(parts.body))
    await manyAtOnce(listMutants(operation.body ?? {}, body), async (mutant) => {
      const json = mutant.write()
      if (Buffer.byteLength(json) > operation.maxBodyBytes) return
      const received = await refuse({ body: json }, mutant.codes)
      const { details = {} } = JSON.parse(received.body)
      if (mutant.field === null) return
      // Of an unknown field deep inside, its own name will do.
      const isUnknown = mutant.codes.includes('UNKNOWN_FIELD') && mutant.field.endsWith(`/${details.field}`)
      expect([isUnknown || details.field, mutant.what]).toEqual([isUnknown || mutant.field, mutant.what])
    })
  })

  test('row 20: a prototype that a body brings is nobody’s', async () => {
    const own = Object.getOwnPropertyNames(Object.prototype)
    await refuse({ body: `{"__proto__":${parts.body}}` }, [
      'UNKNOWN_FIELD',
      'INVALID_BODY',
      ...requiredCodes(operation),
    ])
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(own)
  })

  test('row 27: bytes that are not UTF-8 are INVALID_TEXT in every text', async () => {
    const body: unknown = JSON.parse(String(parts.body))
    const texts = listSites(operation.body ?? {}, body).filter(({ value }) => typeof value === 'string')
    const bodies = texts.flatMap(({ path }) => {
      const [start = '', end = ''] = writeWith(body, path, '"a@hole@b"').split('@hole@')
      return badBytes.map((hex) => Buffer.concat([Buffer.from(start), Buffer.from(hex, 'hex'), Buffer.from(end)]))
    })
    await manyAtOnce(bodies, (bytes) => refuse({ body: bytes }, ['INVALID_TEXT']))
  })
})

test('rows 19 and 20: F4: what is JSON is not refused for being none', async () => {
  const wellFormed = jsonCorpus.filter(({ verdict }) => verdict === 'well formed')
  for (const operation of writingOperations) {
    const parts = whole(operation)
    await manyAtOnce(shareOf(operation, wellFormed), async ({ text }) => {
      const received = await target.send(compose(operation, { ...parts, body: text }, target.credential))
      expect(findProblems(operation, received), text.toString()).toEqual([])
      expect(received.body).not.toMatch(/INVALID_JSON|DUPLICATE_KEY/)
    })
  }
})

test('row 27: a strange text is no wrong one, in any field for texts', async () => {
  for (const operation of writingOperations) {
    const parts = whole(operation)
    const body: unknown = JSON.parse(String(parts.body))
    const texts = listSites(operation.body ?? {}, body).filter(({ schema }) => schema['format'] === 'plain-text')
    for (const { path, schema } of texts) {
      const longest = '😀'.repeat(Number(schema['maxLength'] ?? 16))
      for (const text of [...strangeTexts, longest]) {
        const headers = parts.headers.map(
          ([name, value]) => [name, name === 'Idempotency-Key' ? crypto.randomUUID() : value] as const,
        )
        const sent = compose(
          operation,
          { ...parts, headers, body: writeWith(body, path, JSON.stringify(text)) },
          target.credential,
        )
        const received = await target.send(sent)
        expect([received.status === 400, present(sent), received.body]).toEqual([false, present(sent), received.body])
      }
    }
  }
})

const wrongTypes = [
  ...['text/plain', 'text/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '*/*', 'json'],
  ...['application/json; charset=utf-16', 'application/json; charset=iso-8859-1', 'application/json; charset='],
  ...['application/json; charset=utf-8; charset=utf-16', 'application/jsonx', 'application/json-patch+json', ''],
  ...['application/json, text/plain', 'xapplication/json', 'application/ld+json', 'application/json;x=y'],
]

const rightTypes = [
  ...['application/json', 'APPLICATION/JSON', 'application/json; charset=utf-8', 'application/json;charset=UTF-8'],
  'Application/Json ; Charset="Utf-8"',
]

/**
 * The part of a list that an operation is asked in the short run: all read JSON in the same way, so it is enough that each
 * text comes to four of them. In the long run every text comes to each.
 */
function shareOf<Item>(operation: ContractOperation, list: readonly Item[]): readonly Item[] {
  const step = fuzzRuns(1) > 1 ? 1 : Math.max(1, Math.floor(writingOperations.length / 4))
  const turn = writingOperations.indexOf(operation)
  return list.filter((_, index) => index % step === turn % step)
}

const codesOfVerdict: Readonly<Record<Verdict, ErrorCode | null>> = {
  'well formed': null,
  'ill formed': 'INVALID_JSON',
  'twice the same key': 'DUPLICATE_KEY',
  'too deep': 'INVALID_JSON',
  'not UTF-8': 'INVALID_TEXT',
}

function requiredCodes({ body }: ContractOperation): ErrorCode[] {
  const code = body?.['x-error-code']
  return code === undefined ? [] : [code as ErrorCode]
}

const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${' '.repeat(bytes)}\r\n`
