import type { ErrorCode } from '@credits-server/contract'
import { accepts } from './accepts.js'
import { badTimes, badUuids, badWholeSeconds } from './corpora.js'
import type { ContractParameter } from './document.js'
import { hasForm, spoil } from './listMutants.js'
import { type RequestParts, wellFormed } from './RequestParts.js'

/** A request with one parameter wrong. */
export type ParameterMutant = {
  readonly what: string
  readonly parts: RequestParts
  readonly codes: readonly ErrorCode[]
}

/** Lists what can be wrong with a parameter of a request that is right. */
export function listParameterMutants(parameter: ContractParameter, parts: RequestParts): ParameterMutant[] {
  const texts = wrongTexts(parameter, parts)
  const wrong = texts.map((text): ParameterMutant => {
    const missing = text === '' && parameter.required
    return {
      what: `${parameter.name}: ${JSON.stringify(text)}`,
      parts: withText(parameter, parts, text),
      codes: [missing ? parameter.missingCode : parameter.errorCode],
    }
  })
  return [...wrong, ...wrongPlaces(parameter, parts)]
}

const badWholeNumbers = [
  ...[
    '0.5',
    '1.0',
    '1e1',
    '0x10',
    '+1',
    '01',
    '-0',
    '１',
    '١',
    '1_0',
    '1,0',
    '9'.repeat(400),
    '1e400',
    'NaN',
    'Infinity',
  ],
  ...['', 'x', '1 ', ' 1', '1;2', 'null', '-', '2147483648000', '-1'],
]

const badFlags = ['TRUE', 'True', '1', '0', 'yes', 'no', 'on', 'null', 't', 'truetrue', 'true ', 'falsе']

function wrongTexts({ name, in: place, schema, required }: ContractParameter, parts: RequestParts): string[] {
  const {
    type,
    format,
    minimum,
    maximum,
    minLength = 0,
    maxLength,
  } = schema as Record<string, number | string | undefined>
  const current = currentText(name, place, parts)
  const texts = ofType(String(type), String(format)) ?? [
    ...(hasForm(schema) ? spoil(current).filter((text) => !accepts(schema, text)) : []),
    ...(maxLength === undefined ? [] : ['x'.repeat(Number(maxLength) + 1)]),
    ...(Number(minLength) > 0 ? [''] : []),
  ]
  const bounds =
    type === 'integer' ? [Number(minimum) - 1, Number(maximum) + 1].filter(Number.isFinite).map(String) : []
  const inBounds = (text: string) => type === 'integer' && /^(0|[1-9]\d*)$/.test(text) && accepts(schema, Number(text))
  return [...new Set([...texts, ...bounds])].filter((text) => !inBounds(text) && isSendable(text, place, required))
}

function ofType(type: string, format: string): readonly string[] | null {
  if (type === 'integer') return badWholeNumbers
  if (type === 'boolean') return badFlags
  if (format === 'uuid') return badUuids
  if (format === 'date-time') return badTimes
  if (format === 'whole-second') return [...badTimes, ...badWholeSeconds]
  return null
}

/** An empty segment is another path; a header has no controls, is trimmed, and means nothing if it is empty. */
function isSendable(text: string, place: ContractParameter['in'], required: boolean): boolean {
  if (encodeURIComponent(wellFormed(text)).length > 1_500) return false
  if (place === 'path') return text !== ''
  if (place === 'query') return true
  return /^[\x20-\x7e\xa0-\xff]*$/.test(text) && text.trim() === text && (text !== '' || required)
}

function currentText(name: string, place: ContractParameter['in'], { path, query, headers }: RequestParts): string {
  if (place === 'path') return path[name] ?? ''
  return (place === 'query' ? query : headers).find(([key]) => key === name)?.[1] ?? ''
}

function withText({ name, in: place }: ContractParameter, parts: RequestParts, text: string): RequestParts {
  if (place === 'path') return { ...parts, path: { ...parts.path, [name]: text } }
  const others = parts[place === 'query' ? 'query' : 'headers'].filter(([key]) => key !== name)
  return { ...parts, [place === 'query' ? 'query' : 'headers']: [...others, [name, text]] }
}

function wrongPlaces(parameter: ContractParameter, parts: RequestParts): ParameterMutant[] {
  const { name, errorCode, required, missingCode } = parameter
  if (parameter.in === 'path') {
    const broken = ['%zz', '%', '%4', '%C3%28', '%ff', '%C0%AF', '%ED%A0%80', '%u0041']
    return broken.map((text) => ({
      what: `${name}: ${text}`,
      parts: { ...parts, rawPath: { [name]: text } },
      codes: ['MALFORMED_PATH'],
    }))
  }
  const others = parts[parameter.in === 'query' ? 'query' : 'headers'].filter(([key]) => key !== name)
  const missing: ParameterMutant[] = required
    ? [
        {
          what: `no ${name}`,
          parts: { ...parts, [parameter.in === 'query' ? 'query' : 'headers']: others },
          codes: [missingCode],
        },
      ]
    : []
  if (parameter.in === 'header') return missing
  const value = currentText(name, 'query', parts)
  const brackets = ['[]', '[0]', '[a][b]', '[', '[__proto__]'].map(
    (end): ParameterMutant => ({
      what: `${name}${end}`,
      parts: { ...parts, query: [...others, [`${name}${end}`, value]] },
      codes: [errorCode, missingCode],
    }),
  )
  const twice = ['', value, 'x'].map(
    (second): ParameterMutant => ({
      what: `${name} twice`,
      parts: { ...parts, query: [...others, [name, value], [name, second]] },
      codes: ['DUPLICATE_PARAMETER'],
    }),
  )
  return [...missing, ...brackets, ...twice]
}
