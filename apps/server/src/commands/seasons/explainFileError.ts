import { type ErrorCode, errorCodes } from '@credits-server/contract'
import type { ErrorObject } from 'ajv/dist/2020.js'

/** A problem in words; `key` is the field in question where that is not the one at the error's path. */
export type ExplainedError = { readonly problem: string; readonly key?: string }

/** Explains what a check of the contract says, in the words of the file. `source` is what stands there, if it is a scalar. */
export function explainFileError(error: ErrorObject, path: readonly string[], source?: string): ExplainedError {
  const { keyword, params, data, message } = error
  const schema = (error.parentSchema ?? {}) as Readonly<Record<string, unknown>>
  const name = spell(path)
  if (keyword === 'additionalProperties') {
    const key = String(params['additionalProperty'])
    const known = Object.keys((schema['properties'] ?? {}) as object).join(', ')
    return { problem: `${name} has no field ${key}. It has ${known}.`, key }
  }
  if (keyword === 'required') return { problem: `${name} lacks ${params['missingProperty']}.` }
  if (keyword === 'type') return { problem: `${name} ${wrongType(String(params['type']), data, path.at(-1), source)}` }
  if (keyword === 'enum') {
    return { problem: `${name} is ${JSON.stringify(data)}, and must be one of ${params['allowedValues'].join(', ')}.` }
  }
  const named = errorCodes[schema['x-error-code'] as ErrorCode]
  if (named === undefined) return { problem: `${name} ${message}.` }
  return { problem: `${name} is ${JSON.stringify(data)}. ${named.message} ${named.remedy}` }
}

function wrongType(wanted: string, data: unknown, field: string | undefined, source: string | undefined): string {
  const found = kindOf(data)
  if (!wanted.includes('string')) return `is ${found}, and must be ${kinds[wanted] ?? wanted}.`
  if (typeof data !== 'number' && typeof data !== 'boolean') return `is ${found}, and must be a text.`
  return `is ${found} and must be a text. Put it in quotes: ${field}: "${source ?? String(data)}"`
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a mapping of fields',
  array: 'a list',
  integer: 'a whole number without quotes',
}

function kindOf(data: unknown): string {
  if (data === null) return 'empty'
  if (Array.isArray(data)) return 'a list'
  if (typeof data === 'object') return 'a mapping of fields'
  return typeof data === 'string' ? 'a text' : typeof data === 'number' ? 'a number' : String(data)
}

/** Such as `goals[3].reward`. */
function spell(path: readonly string[]): string {
  if (path.length === 0) return 'the file'
  return path
    .map((step) => (/^[0-9]+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1)
}
