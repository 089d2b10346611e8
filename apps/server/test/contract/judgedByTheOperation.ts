import { type ErrorCode, errorCodes } from '@credits-server/contract'
import type { ContractOperation, Node } from './document.js'
import { follow } from './document.js'

/** Codes for what no valid request has: they say that the request could not be read, or is not as the schema says. */
const unread: ReadonlySet<ErrorCode> = new Set([
  'MALFORMED_REQUEST',
  'MALFORMED_PATH',
  'INVALID_HOST',
  'INVALID_JSON',
  'DUPLICATE_KEY',
  'DUPLICATE_PARAMETER',
  'UNKNOWN_FIELD',
  'INVALID_BODY',
])

/**
 * The codes of 400 with which an operation judges what no schema can say, such as an end before its beginning: those that
 * it declares and that stand at none of its parameters and fields.
 */
export function judgedByTheOperation({ responses, parameters, body }: ContractOperation): ReadonlySet<ErrorCode> {
  const declared = responses.get(400)?.codes ?? []
  const ofSchemas = new Set([
    ...parameters.flatMap(({ errorCode, missingCode }) => [errorCode, missingCode]),
    ...codesIn(body),
  ])
  return new Set(
    declared.filter((code) => errorCodes[code].status === 400 && !unread.has(code) && !ofSchemas.has(code)),
  )
}

function codesIn(value: unknown): ErrorCode[] {
  if (Array.isArray(value)) return value.flatMap(codesIn)
  if (typeof value !== 'object' || value === null) return []
  const node = follow(value as Node)
  const own = [node['x-error-code'], node['x-type-code']].filter((code) => code !== undefined) as ErrorCode[]
  return [...own, ...Object.values(node).flatMap(codesIn)]
}
