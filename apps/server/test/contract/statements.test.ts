import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { arbitraryParts } from './arbitraryRequest.js'
import { type ContractOperation, contractOperations } from './document.js'
import { listSites, writeWith } from './listMutants.js'
import { manyAtOnce } from './manyAtOnce.js'
import { compose, type RequestParts } from './RequestParts.js'
import { marker, sqlPayloads } from './sqlPayloads.js'
import { type FuzzTarget, startFuzzTarget } from './startFuzzTarget.js'
import { type StatementCluster, startStatementCluster } from './startStatementCluster.js'

let cluster: StatementCluster
let target: FuzzTarget
beforeAll(async () => {
  cluster = await startStatementCluster()
  target = await startFuzzTarget({ clusterUrl: cluster.clusterUrl })
})
afterAll(async () => {
  await target.stop()
  await cluster.stop()
})

/** A request of an operation that has a text in some place. */
type Bearer = {
  readonly operation: ContractOperation
  readonly put: (parts: RequestParts, text: string) => RequestParts
}

const headerNames = ['User-Agent', 'X-Request-Id', 'Authorization', 'Idempotency-Key', 'If-None-Match', 'Last-Event-ID']

/** Every place of every operation in which a client may write a text. */
function listBearers(): Bearer[] {
  return contractOperations.flatMap((operation) => {
    const { parameters, body } = operation
    const places: Bearer['put'][] = [
      ...parameters.map(({ name, in: place }): Bearer['put'] => (parts, text) => {
        if (place === 'path') return { ...parts, path: { ...parts.path, [name]: text } }
        if (place === 'query')
          return { ...parts, query: [...parts.query.filter(([key]) => key !== name), [name, text]] }
        return withHeader(parts, name, text)
      }),
      // A page that takes nothing reads nothing; one header is enough for it.
      ...headerNames.slice(0, parameters.length === 0 ? 1 : undefined).map(
        (name): Bearer['put'] =>
          (parts, text) =>
            withHeader(parts, name, text),
      ),
      (parts, text) => ({ ...parts, query: [...parts.query, [text, text]] }),
    ]
    if (body !== null) {
      places.push((parts, text) => {
        // In every text that takes any text, at once: such a request gets as far as a right one does.
        const free = textsOf(body, parts).filter(({ schema }) => schema['format'] === 'plain-text' || isFree(schema))
        const json = free.reduce(
          (whole, { path }) => writeWith(JSON.parse(whole), path, JSON.stringify(text)),
          String(parts.body),
        )
        return { ...withHeader(parts, 'X-Request-Id', text), body: json }
      })
      const [sample] = fc.sample(arbitraryParts(operation, { ...target, whole: true }), { numRuns: 1, seed: 11 })
      const count = sample ? textsOf(body, sample).length : 0
      for (let index = 0; index < count; index++) {
        places.push((parts, text) => {
          const site = textsOf(body, parts)[index]
          return site
            ? { ...parts, body: writeWith(JSON.parse(String(parts.body)), site.path, JSON.stringify(text)) }
            : parts
        })
      }
    }
    return places.map((put) => ({ operation, put }))
  })
}

function textsOf(body: NonNullable<ContractOperation['body']>, { body: json }: RequestParts) {
  return listSites(body, JSON.parse(String(json))).filter(({ value }) => typeof value === 'string')
}

const isFree = (schema: object) => !['enum', 'const', 'pattern', 'format'].some((keyword) => keyword in schema)

function withHeader(parts: RequestParts, name: string, text: string): RequestParts {
  const fit = text.replace(/[^\x20-\x7e\xa0-\xff]/g, '').trim()
  return { ...parts, headers: [...parts.headers.filter(([key]) => key !== name), [name, fit]] }
}

type Samples = ReadonlyMap<string, readonly RequestParts[]>

/** Draws requests of every operation. */
function drawSamples(seed: number): Samples {
  const draw = (operation: ContractOperation) =>
    fc.sample(arbitraryParts(operation, { ...target, whole: true }), { numRuns: 40, seed })
  return new Map(contractOperations.map((operation) => [operation.id, draw(operation)]))
}

/** Puts texts into every place, each place as often as the others, beside requests that are right. */
async function write(texts: readonly string[], count: number, samples: Samples): Promise<void> {
  const bearers = listBearers()
  const drawn = Array.from({ length: count }, (_, index) => index)
  await manyAtOnce(drawn, async (index) => {
    const bearer = bearers[index % bearers.length]
    const text = texts[Math.floor(index / bearers.length + index) % texts.length] ?? ''
    const parts = samples.get(bearer?.operation.id ?? 'getCredits')?.[index % 40]
    if (!bearer || !parts) throw new Error('there is nothing to write to')
    const key = parts.headers.some(([name]) => name === 'Idempotency-Key')
    const fresh = key ? withHeader(parts, 'Idempotency-Key', crypto.randomUUID()) : parts
    const { operation } = bearer
    await target.sendDrawn({
      operation,
      sent: compose(operation, bearer.put(fresh, text), target.credential),
      wrong: null,
    })
  })
}

/** What the server asks by itself, at its own times. */
const ofItself = /pg_listening_channels|pg_notify|^listen /i

test('F6: no text that a client writes becomes part of a statement', async () => {
  const count = Math.max(fuzzRuns(1_000), listBearers().length)
  const { connectionString } = target.server.database
  // Once, because what is learned meanwhile would lead elsewhere the next time.
  const samples = drawSamples(11)
  const plain = ['plain', 'words', "it's plain", '12']
  await write(plain, count, samples)
  const before = await cluster.shapes(connectionString)
  await cluster.forget()

  await write(sqlPayloads, count, samples)
  const during = await cluster.shapes(connectionString)
  let fresh = [...during].filter(([id, text]) => !before.has(id) && !ofItself.test(text))
  // Meanwhile seasons may have been paused and users flagged: what plain words lead to now, in other requests too, is no one's
  // attack either, and a text that has become part of a statement is none of theirs however often they are asked.
  for (let seed = 11; fresh.length > 0 && seed < 16; seed++) {
    await cluster.forget()
    await write(plain, count, seed === 11 ? samples : drawSamples(seed))
    const now = await cluster.shapes(connectionString)
    fresh = fresh.filter(([id]) => !now.has(id))
  }

  expect(before.size).toBeGreaterThan(10)
  expect([...during.values()].filter((text) => text.includes(marker))).toEqual([])
  expect(fresh).toEqual([])
  const tables = await target.server.knex('pg_class').where({ relname: marker }).select()
  expect(tables).toEqual([])
  expect(target.server.logs.filter(({ level }) => Number(level) >= 50)).toEqual([])
  console.info(`${count} requests with ${sqlPayloads.length} payloads, ${before.size} shapes of statements`)
})
