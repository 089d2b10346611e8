import type { OperationId } from '@credits-server/contract'
import type { Context } from 'koa'
import type { Parameter } from '../contract/compileContract.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { OperationRequest } from './Handler.js'

/** What a route knows of the request's path: the raw segments that its parameters matched, in order. */
type Matched = { readonly parameterNames: readonly string[]; readonly captures: readonly string[] }

/**
 * Reads what the contract declares of a request, in the order path, query, headers; everything else is ignored.
 *
 * **Errors:** MALFORMED_PATH, DUPLICATE_PARAMETER, and the code that each parameter names.
 */
export function readRequest<K extends OperationId>(
  ctx: Context,
  { parameterNames, captures }: Matched,
  parameters: readonly Parameter[],
): Omit<OperationRequest<K>, 'body'> {
  const segments = new Map(parameterNames.map((name, index) => [name, decodeSegment(captures[index] ?? '')]))
  const search = new URLSearchParams(ctx.search)
  const request = {
    path: collect(parameters, 'path', ({ name }) => segments.get(name)),
    query: collect(parameters, 'query', (parameter) => readQuery(search, parameter)),
    headers: collect(parameters, 'header', ({ name }) => ctx.headers[name.toLowerCase()]?.toString()),
  }
  // The document that chose these values is the one the type was generated from.
  return request as unknown as Omit<OperationRequest<K>, 'body'>
}

function collect(
  parameters: readonly Parameter[],
  place: Parameter['in'],
  read: (parameter: Parameter) => string | undefined,
): Record<string, string | number> {
  const values: Record<string, string | number> = {}
  for (const parameter of parameters) {
    if (parameter.in !== place) continue
    const text = read(parameter)
    if ((text === undefined || text === '') && parameter.required) throw refusal(parameter, parameter.missingCode)
    if (text === undefined) continue
    const value = parameter.read(text)
    if (value === undefined) throw refusal(parameter)
    values[parameter.name] = value
  }
  return values
}

/** Known parameters come once and without brackets; which of two values was meant is not guessed. */
function readQuery(search: URLSearchParams, parameter: Parameter): string | undefined {
  const values = search.getAll(parameter.name)
  if (values.length > 1) throw new CreditsError('DUPLICATE_PARAMETER', { details: { parameter: parameter.name } })
  for (const name of search.keys()) if (name.startsWith(`${parameter.name}[`)) throw refusal(parameter)
  return values[0]
}

function refusal({ errorCode, name, allowed }: Parameter, code = errorCode): CreditsError {
  return new CreditsError(code, { details: { parameter: name, ...(allowed ? { allowed } : {}) } })
}

function decodeSegment(raw: string): string {
  try {
    return decodeURIComponent(raw)
  } catch {
    throw new CreditsError('MALFORMED_PATH')
  }
}
