import { parseMana } from '@credits-server/onchain'

/** A field that the file has otherwise than the server; null is nothing. */
export type FieldChange = { readonly field: string; readonly from: unknown; readonly to: unknown }

/** How a file and the server differ. */
export type Comparison = {
  readonly changes: readonly FieldChange[]
  /** What the server has and the file does not say. */
  readonly left: Readonly<Record<string, unknown>>
}

type Fields = Readonly<Record<string, unknown>>

/** Compares what the file says of `fields` with what the server has; amounts and times by what they mean. */
export function compareFields(fields: readonly string[], wanted: Fields, found: Fields): Comparison {
  const said = fields.filter((field) => wanted[field] !== undefined)
  const changes = said
    .map((field) => ({ field, from: found[field] ?? null, to: wanted[field] }))
    .filter(({ field, from, to }) => meaningOf(field, from) !== meaningOf(field, to))
  const left = fields.filter((field) => wanted[field] === undefined && found[field] !== undefined)
  return { changes, left: Object.fromEntries(left.map((field) => [field, found[field]])) }
}

const amounts = new Set(['budget', 'weeklyBudget', 'reward'])
const times = new Set(['startsAt', 'endsAt'])

function meaningOf(field: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (amounts.has(field)) return parseMana(value)
  return times.has(field) ? Date.parse(value) : value
}
