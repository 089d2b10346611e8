import type { ErrorCode } from '@credits-server/contract'
import fc from 'fast-check'
import { arbitraryOf } from './arbitraryOf.js'
import { badBytes, badTexts, strangeTexts } from './corpora.js'
import { type ContractOperation, type ContractParameter, contractOperations, templateOf } from './document.js'
import type { Sent } from './exchange.js'
import { jsonCorpus } from './jsonCorpus.js'
import type { KnownValues } from './knownValues.js'
import { listMutants } from './listMutants.js'
import { listParameterMutants } from './listParameterMutants.js'
import { compose, type RequestParts, wellFormed } from './RequestParts.js'

/** A request that was drawn, and what is known of its answer. */
export type DrawnRequest = {
  readonly operation: ContractOperation
  readonly sent: Sent
  /** What is wrong with it, null if nothing is. */
  readonly wrong: { readonly what: string; readonly codes: readonly ErrorCode[] } | null
}

type Options = {
  readonly known: KnownValues
  readonly credential: string
  /** The operations to draw from; all of them unless said otherwise. */
  readonly operations?: readonly ContractOperation[]
}

/** Draws requests of which the document says that they are right. */
export function arbitraryValidRequest(options: Options): fc.Arbitrary<DrawnRequest> {
  return perOperation(options, (operation) =>
    arbitraryParts(operation, options).map((parts) => draw(operation, parts, options, null)),
  )
}

/** Draws requests with one thing wrong, and the codes that may answer it. */
export function arbitraryInvalidRequest(options: Options): fc.Arbitrary<DrawnRequest> {
  const spoilable = (options.operations ?? contractOperations).filter((operation) => hasMutants(operation, options))
  return perOperation({ ...options, operations: spoilable }, (operation) =>
    fc
      .tuple(arbitraryParts(operation, options), fc.nat(), fc.nat())
      .map(([parts, group, choice]) => spoilParts(operation, parts, group, choice))
      .map(({ parts, what, codes }) => draw(operation, parts, options, { what, codes })),
  )
}

/** Draws requests of which only this is known, that their answer must be one that the document declares. */
export function arbitraryWildRequest(options: Options): fc.Arbitrary<DrawnRequest> {
  return perOperation(options, (operation) =>
    fc.tuple(arbitraryParts(operation, options), arbitraryWildness(operation)).map(([parts, wild]) => {
      const query = [...parts.query, ...wild.query]
      const parameters = operation.parameters.filter((parameter) => parameter.in === 'path')
      const spoilt = parameters[wild.choice % Math.max(1, parameters.length)]
      const path = spoilt && wild.segment !== null ? { ...parts.path, [spoilt.name]: wild.segment } : parts.path
      const names = new Set(wild.headers.map(([name]) => name))
      const headers = [...parts.headers.filter(([name]) => !names.has(name)), ...wild.headers]
      const body = wild.body ?? parts.body
      const drawn = { ...parts, path, query, headers, ...(body === undefined ? {} : { body }) }
      return draw(operation, routed(operation, drawn, parts), options, null)
    }),
  )
}

/** Draws the parts of a request that is right; a whole one leaves nothing out that may be there. */
export function arbitraryParts(
  operation: ContractOperation,
  { known, whole = false }: Pick<Options, 'known'> & { readonly whole?: boolean },
): fc.Arbitrary<RequestParts> {
  const parameters = operation.parameters.filter((parameter) => parameter.required || !isOpaque(parameter))
  const texts = fc.record(
    Object.fromEntries(
      parameters.map((parameter) => {
        const value = arbitraryParameter(parameter, known)
        return [parameter.name, parameter.required || whole ? value : fc.option(value)]
      }),
    ),
  )
  const { body } = operation
  const bodies =
    body === null ? fc.constant(undefined) : arbitraryOf(body, { known, whole }).map((value) => JSON.stringify(value))
  return fc.tuple(texts, bodies).map(([values, text]) => {
    const pairs = (place: ContractParameter['in']) =>
      parameters.flatMap(({ name, in: where }): [string, string][] => {
        const value = values[name]
        return where === place && value !== null && value !== undefined ? [[name, value]] : []
      })
    const parts = { path: Object.fromEntries(pairs('path')), query: pairs('query'), headers: pairs('header') }
    return text === undefined ? parts : { ...parts, body: text }
  })
}

/** What only the server can judge, such as a cursor that it gave: no schema says what is right. */
function isOpaque({ schema, errorCode }: ContractParameter): boolean {
  const says =
    ['enum', 'const', 'pattern', 'format'].some((keyword) => keyword in schema) || schema['type'] !== 'string'
  return errorCode === 'INVALID_CURSOR' || (!says && errorCode !== 'MALFORMED_REQUEST')
}

function arbitraryParameter({ name, in: place, schema }: ContractParameter, known: KnownValues): fc.Arbitrary<string> {
  // An answer can be asked for as it was at a time, but not at one that is still to come.
  const past = ['date-time', 'whole-second'].includes(String(schema['format']))
  const values = past
    ? fc.constantFrom('2026-03-16T00:00:00Z', '2020-01-01T12:30:00Z')
    : arbitraryOf(schema, { known }, name)
  const key = fc.uuid().filter((text) => name === 'Idempotency-Key' && text !== '')
  const texts = (name === 'Idempotency-Key' ? fc.oneof(key, key, values) : values).map(String)
  if (place === 'path') return texts.filter((text) => text !== '')
  if (place === 'query') return texts
  return texts.map((text) => text.replace(/[^\x20-\x7e\xa0-\xff]/gu, '').trim() || 'x')
}

function perOperation(
  { operations = contractOperations }: Pick<Options, 'operations'>,
  of: (operation: ContractOperation) => fc.Arbitrary<DrawnRequest>,
): fc.Arbitrary<DrawnRequest> {
  // The more an operation takes, the more there is to get wrong; a page that takes nothing is soon known.
  const weightOf = ({ parameters, body }: ContractOperation) => 1 + 2 * parameters.length + (body === null ? 0 : 4)
  return fc.oneof(...operations.map((operation) => ({ weight: weightOf(operation), arbitrary: of(operation) })))
}

function draw(
  operation: ContractOperation,
  parts: RequestParts,
  { credential }: Options,
  wrong: DrawnRequest['wrong'],
): DrawnRequest {
  return { operation, sent: compose(operation, parts, credential), wrong }
}

type Spoilt = { readonly parts: RequestParts; readonly what: string; readonly codes: readonly ErrorCode[] }

function hasMutants(operation: ContractOperation, options: Options): boolean {
  const [parts] = fc.sample(arbitraryParts(operation, options), { numRuns: 1, seed: 1 })
  return parts !== undefined && groupsOf(operation, parts).length > 0
}

function spoilParts(operation: ContractOperation, parts: RequestParts, group: number, choice: number): Spoilt {
  const groups = groupsOf(operation, parts)
  const mutants = groups[group % groups.length]?.() ?? []
  // A segment that names another operation is none of this one's.
  for (let step = 0; step < mutants.length; step++) {
    const mutant = mutants[(choice + step) % mutants.length]?.()
    if (mutant && templateOf(compose(operation, mutant.parts, '').path) === operation.path) return mutant
  }
  throw new Error(`${operation.id} has nothing to spoil`)
}

/** The body counts as often as each parameter does, and as three of them if there is one. */
function groupsOf(operation: ContractOperation, parts: RequestParts): (() => (() => Spoilt)[])[] {
  const byParameter = operation.parameters
    .map((parameter) => () => listParameterMutants(parameter, parts).map((mutant) => () => mutant))
    .filter((list) => list().length > 0)
  const { body } = operation
  if (body === null || parts.body === undefined) return byParameter
  const value: unknown = JSON.parse(String(parts.body))
  const ofBody = () =>
    listMutants(body, value).map(({ what, codes, write }) => () => {
      const json = write()
      const isTooLarge = Buffer.byteLength(json) > operation.maxBodyBytes
      return {
        what,
        codes: isTooLarge ? [...codes, 'BODY_TOO_LARGE' as const] : codes,
        parts: { ...parts, body: json },
      }
    })
  return [...byParameter, ofBody, ofBody, ofBody]
}

type Wildness = {
  readonly choice: number
  readonly segment: string | null
  readonly query: readonly [string, string][]
  readonly headers: readonly [string, string][]
  readonly body: string | Buffer | undefined
}

const anyText = fc.oneof(
  fc.constantFrom(...strangeTexts, ...badTexts.map((json) => wellFormed(String(JSON.parse(json))))),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => wellFormed(text)),
)

const headerText = fc
  .string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code < 0x7f || code > 0x9f)
      .map((code) => String.fromCharCode(code)),
    maxLength: 60,
  })
  .map((text) => text.trim())

const headerNames = [
  ...[
    'If-None-Match',
    'Last-Event-ID',
    'Idempotency-Key',
    'Authorization',
    'Accept',
    'Content-Type',
    'Content-Encoding',
  ],
  ...[
    'X-Request-Id',
    'Origin',
    'Range',
    'Cookie',
    'X-Forwarded-For',
    'X-HTTP-Method-Override',
    'Accept-Language',
    'Referer',
  ],
]

function arbitraryWildness({ parameters, body }: ContractOperation): fc.Arbitrary<Wildness> {
  const queryNames = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const name = fc.oneof(fc.constantFrom(...queryNames, 'cursor', '__proto__', 'a[]'), anyText)
  const bodies = fc.oneof(
    fc.constantFrom(...jsonCorpus.map(({ text }) => text)),
    fc.json({ maxDepth: 3 }),
    fc.constantFrom(...badBytes).map((hex) => Buffer.from(`22${hex}22`, 'hex')),
  )
  return fc.record({
    choice: fc.nat(),
    segment: fc.option(
      anyText.filter((text) => text !== ''),
      { freq: 3 },
    ),
    query: fc.array(fc.tuple(name, anyText), { maxLength: 3 }),
    headers: fc.array(
      fc.tuple(fc.constantFrom(...headerNames), fc.oneof(headerText, fc.constantFrom('*', '*/*', ''))),
      { maxLength: 2 },
    ),
    body: body === null ? fc.constant(undefined) : fc.option(bodies, { nil: undefined, freq: 2 }),
  })
}

/** Keeps the right segments where the wild ones lead to another operation. */
function routed(operation: ContractOperation, wild: RequestParts, parts: RequestParts): RequestParts {
  return templateOf(compose(operation, wild, '').path) === operation.path ? wild : { ...wild, path: parts.path }
}
