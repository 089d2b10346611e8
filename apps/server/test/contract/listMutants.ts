import type { ErrorCode } from '@credits-server/contract'
import { accepts } from './accepts.js'
import { choicesOf, merge, typesOf } from './arbitraryOf.js'
import { badAmounts, badTexts, badTimes, badUuids, badWholeSeconds, unquotedAmounts } from './corpora.js'
import { follow, type Node } from './document.js'

/** A body with one thing wrong. */
export type Mutant = {
  /** What is wrong, and where. */
  readonly what: string
  /** The whole body; there are many mutants, and few are looked at. */
  write(): string
  /** The codes that may answer it. */
  readonly codes: readonly ErrorCode[]
  /** The field that the answer names, such as `items/0/amount`; null where it names none, or may name another. */
  readonly field: string | null
}

/** A place in a body, and what the schema says of it. */
export type Site = {
  readonly path: readonly (string | number)[]
  readonly schema: Node
  readonly value: unknown
  /** Codes of every schema within the choice that the place stands in, null outside of one. */
  readonly choice: readonly ErrorCode[] | null
}

/** Lists every place of a body that the schema describes, the body itself first. */
export function listSites(node: Node, value: unknown, path: Site['path'] = [], choice: Site['choice'] = null): Site[] {
  const schema = merge(follow(node))
  const choices = choicesOf(schema)
  if (choices.length > 0) {
    const chosen = choices.find((each) => accepts(each, value)) ?? schema
    const codes = choice ?? ['INVALID_BODY', 'UNKNOWN_FIELD', ...codesWithin(schema)]
    return listSites(chosen, value, path, codes)
  }
  const here = { path, schema, value, choice }
  if (Array.isArray(value)) {
    const item = (schema['items'] ?? {}) as Node
    return [here, ...value.flatMap((each, index) => listSites(item, each, [...path, index], choice))]
  }
  if (typeof value !== 'object' || value === null) return [here]
  const properties = (schema['properties'] ?? {}) as Node
  const others = typeof schema['additionalProperties'] === 'object' ? schema['additionalProperties'] : {}
  return [
    here,
    ...Object.entries(value).flatMap(([key, each]) =>
      listSites((properties[key] ?? others ?? {}) as Node, each, [...path, key], choice),
    ),
  ]
}

/** Lists what can be wrong with a body that is right, one thing at a time. */
export function listMutants(node: Node, value: unknown): Mutant[] {
  return listSites(node, value).flatMap((site) => mutantsAt(site, value))
}

/** Writes a body with the text of one place replaced. */
export function writeWith(body: unknown, path: Site['path'], json: string): string {
  const hole = '\u0000hole\u0000'
  return JSON.stringify(replaceAt(body, path, hole)).replace(JSON.stringify(hole), () => json)
}

/** The codes that may answer a value of the wrong type, or a wrong value of the right one. */
export function codesOf({ schema, choice }: Pick<Site, 'schema' | 'choice'>, wrong: 'type' | 'value'): ErrorCode[] {
  const named = (wrong === 'type' ? schema['x-type-code'] : undefined) ?? schema['x-error-code'] ?? 'INVALID_BODY'
  return [...new Set([named as ErrorCode, ...(choice ?? [])])]
}

function mutantsAt(site: Site, body: unknown): Mutant[] {
  const at = site.path.join('/') || 'the body'
  const made: Made = [
    ...wrongTypes(site),
    ...wrongTexts(site),
    ...wrongNumbers(site),
    ...wrongLists(site),
    ...wrongObjects(site),
    ['nested too deep', '['.repeat(21) + ']'.repeat(21), ['INVALID_JSON']],
  ]
  return made.map(([what, json, codes, stranger]) => ({
    what: `${at}: ${what}`,
    write: () => writeWith(body, site.path, json),
    codes,
    field: site.choice === null ? fieldOf(site, stranger, codes) : null,
  }))
}

/** What is wrong with the text of the body is wrong in no field of it, and what the body lacks is in none either. */
function fieldOf({ path }: Site, stranger: string | undefined, codes: readonly ErrorCode[]): string | null {
  if (stranger !== undefined) return [...path, stranger].join('/')
  const isInText = codes.some((code) => code === 'INVALID_JSON' || code === 'DUPLICATE_KEY')
  return isInText || path.length === 0 ? null : path.join('/')
}

/** What is wrong, the text of the place, the codes, and the name of a field that should not be there. */
type Made = [what: string, json: string, codes: readonly ErrorCode[], stranger?: string][]

const samples: Readonly<Record<string, readonly string[]>> = {
  null: ['null'],
  boolean: ['true', 'false'],
  integer: ['0', '1', '-0', '9007199254740993'],
  number: ['1.5', '-0.5', '1e309'],
  string: ['""', '"x"', '"0"', '"true"'],
  array: ['[]', '[null]', '["x"]'],
  object: ['{}', '{"x":1}'],
}

function wrongTypes(site: Site): Made {
  const types = typesOf(site.schema)
  if (types.length === 0) return []
  const right = new Set([...types, ...(types.includes('number') ? ['integer'] : [])])
  const wrong = Object.entries(samples).filter(([type]) => !right.has(type))
  const amounts = site.schema['format'] === 'mana' ? unquotedAmounts : []
  const texts = [...wrong.flatMap(([, each]) => each), ...amounts]
  return texts.map((json) => [`${json.slice(0, 40)} for ${types.join(' or ')}`, json, codesOf(site, 'type')])
}

function wrongTexts(site: Site): Made {
  const { schema, value } = site
  if (typeof value !== 'string') return []
  const codes = codesOf(site, 'value')
  const { minLength = 0, maxLength } = schema as Record<string, number | undefined>
  const texts = [
    ...(formatCorpus[String(schema['format'])] ?? []),
    ...(minLength > 0 ? ['', ...(minLength > 1 ? [[...value].slice(0, minLength - 1).join('')] : [])] : []),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1), '😀'.repeat(maxLength + 1)]),
    ...(hasForm(schema) ? spoil(value).filter((text) => !accepts(schema, text)) : []),
  ].map((text) => JSON.stringify(text))
  const unfit = schema['format'] === 'plain-text' ? badTexts : []
  return [...texts, ...unfit].map((json) => [`the text ${json.slice(0, 60)}`, json, codes])
}

/** Whether not every text will do, and nobody has written a list of those that will not. */
export function hasForm(schema: Node): boolean {
  const { format } = schema
  const isListed = format === 'plain-text' || String(format) in formatCorpus
  return 'enum' in schema || 'pattern' in schema || 'const' in schema || (format !== undefined && !isListed)
}

/** Texts that are nearly right, and those that are wrong nearly everywhere. */
export function spoil(text: string): string[] {
  return [
    ...[
      `${text}\n`,
      `${text} `,
      ` ${text}`,
      `${text}\0`,
      `${text}\u200b`,
      `\ufeff${text}`,
      `${text}${text}`,
      `${text}x`,
    ],
    ...[text.toUpperCase(), text.toLowerCase(), text.slice(1), text.slice(0, -1), text.replace(/[a-z0-9]/i, 'а')],
    ...[
      '',
      ' ',
      'null',
      'undefined',
      'NaN',
      '0',
      '-1',
      '*',
      '%',
      '[object Object]',
      '__proto__',
      'constructor',
      'é',
      '😀',
    ],
    ...["'", '"', "' or '1'='1", '<script>', '../../etc/passwd', '$\u007b7*7}', '{{7*7}}', '\\', 'x'.repeat(2_000)],
  ]
}

const formatCorpus: Readonly<Record<string, readonly string[]>> = {
  mana: badAmounts,
  uuid: badUuids,
  'date-time': badTimes,
  'whole-second': [...badTimes, ...badWholeSeconds],
}

function wrongNumbers(site: Site): Made {
  const { schema, value } = site
  if (typeof value !== 'number') return []
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema as Record<
    string,
    number | undefined
  >
  const numbers = [
    ...(minimum === undefined ? [] : [minimum - 1, -1e300]),
    ...(maximum === undefined ? [] : [maximum + 1, 1e300]),
    ...(exclusiveMinimum === undefined ? [] : [exclusiveMinimum]),
    ...(exclusiveMaximum === undefined ? [] : [exclusiveMaximum]),
    ...(multipleOf === undefined ? [] : [multipleOf / 2]),
  ]
  return numbers.map((number) => [`the number ${number}`, JSON.stringify(number), codesOf(site, 'value')])
}

function wrongLists(site: Site): Made {
  const { schema, value } = site
  if (!Array.isArray(value)) return []
  const { minItems = 0, maxItems } = schema as Record<string, number | undefined>
  const codes = codesOf(site, 'value')
  const made: Made = []
  if (minItems > 0) made.push([`fewer than ${minItems} items`, JSON.stringify(value.slice(0, minItems - 1)), codes])
  const [first] = value
  if (first === undefined) return made
  if (maxItems !== undefined) {
    const text = JSON.stringify(first)
    const many = Array.from({ length: maxItems + 1 }, () => text)
    if (text.length * maxItems < 16_384) made.push([`more than ${maxItems} items`, `[${many.join(',')}]`, codes])
  }
  if (schema['uniqueItems']) made.push(['an item twice', JSON.stringify([...value, first]), codes])
  return made
}

function wrongObjects(site: Site): Made {
  const { schema, value } = site
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const entries = Object.entries(value)
  const text = JSON.stringify(value)
  const plus = (key: string, json: string) => `${text.slice(0, -1)}${entries.length > 0 ? ',' : ''}${key}:${json}}`
  const required = ((schema['required'] ?? []) as string[]).filter((key) => key in value)
  const missing: Made = required.map((key) => [
    `no ${key}`,
    JSON.stringify(Object.fromEntries(entries.filter(([name]) => name !== key))),
    codesOf(site, 'value'),
  ])
  const twice: Made = entries.map(([key, each]) => [
    `${key} twice`,
    plus(JSON.stringify(key), JSON.stringify(each)),
    ['DUPLICATE_KEY'],
  ])
  // A document that lists what an object has means that it has nothing else; the server holds requests to that.
  const isClosed =
    schema['additionalProperties'] === false || (!('additionalProperties' in schema) && 'properties' in schema)
  const isKnown = (key: string) => key in ((schema['properties'] ?? {}) as Node)
  const strangers = isClosed ? unknownKeys(entries[0]?.[0]).filter(([key]) => !isKnown(JSON.parse(key))) : []
  const unknown: Made = strangers.map(([key, json]) => [
    `the unknown field ${key}`,
    plus(key, json),
    site.choice ?? ['UNKNOWN_FIELD'],
    JSON.parse(key),
  ])
  return [...missing, ...twice, ...unknown]
}

/** Fields that nothing has, as they stand in the text. */
function unknownKeys(known = 'x'): [key: string, json: string][] {
  const names = ['x', '', 'toString', 'hasOwnProperty', 'constructor', `${known}[]`, `${known} `, known.toUpperCase()]
  return [
    ...names.map((name): [string, string] => [JSON.stringify(name), '1']),
    ['"__proto__"', '{"polluted":true}'],
    ['"\\u005f_proto__"', 'null'],
    ['"constructor"', '{"prototype":{"polluted":true}}'],
  ]
}

function codesWithin(node: Node): ErrorCode[] {
  const schema = merge(follow(node))
  const own = [schema['x-error-code'], schema['x-type-code']].filter((code) => code !== undefined) as ErrorCode[]
  const inner = [
    ...Object.values((schema['properties'] ?? {}) as Node),
    ...((schema['oneOf'] ?? schema['anyOf'] ?? []) as Node[]),
    ...(schema['items'] === undefined ? [] : [schema['items']]),
  ]
  return [...new Set([...own, ...inner.flatMap((each) => codesWithin(each as Node))])]
}

function replaceAt(value: unknown, [key, ...rest]: Site['path'], replacement: unknown): unknown {
  if (key === undefined) return replacement
  if (Array.isArray(value))
    return value.map((each, index) => (index === key ? replaceAt(each, rest, replacement) : each))
  const entries = Object.entries(value as Node)
  return Object.fromEntries(
    entries.map(([name, each]) => [name, name === key ? replaceAt(each, rest, replacement) : each]),
  )
}
