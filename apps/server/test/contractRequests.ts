import { type OperationId, operationTable } from '@credits-server/contract'
import { documentJson } from '@credits-server/contract/document'

/** One request as the contract allows it. */
export type ContractRequest = {
  readonly operation: OperationId
  readonly method: string
  readonly path: string
  readonly body?: string
}

type Schema = { enum?: string[]; minimum?: number; maximum?: number; type?: string }
type Parameter = { name: string; in: string; schema: Schema; example?: string }
type Operation = { operationId: OperationId; parameters?: object[]; requestBody?: object }

const document: { paths: Record<string, Record<string, Operation>> } = JSON.parse(documentJson)

const operations = Object.keys(operationTable) as OperationId[]

/** The operations that need no key. A new one is here as soon as it is in the contract. */
export const publicOperations = operations.filter((id) => operationTable[id].access !== 'bearer')

/** The operations that need one. */
export const guardedOperations = operations.filter((id) => operationTable[id].access === 'bearer')

/**
 * Makes every request of some operations that their parameters allow: each known value of each path parameter (`values` by
 * name, and the values or the example of the contract), without a query and with each value of each query parameter.
 */
export function* contractRequests(
  ids: readonly OperationId[],
  values: Readonly<Record<string, readonly string[]>>,
): Generator<ContractRequest> {
  for (const operation of ids) {
    const { method, path: template } = operationTable[operation]
    const node = Object.values(document.paths[template] ?? {}).find(({ operationId }) => operationId === operation)
    const parameters = (node?.parameters ?? []).map(resolve) as Parameter[]
    const inPath = parameters.filter((parameter) => parameter.in === 'path')
    const body = node?.requestBody ? { body: '{}' } : {}
    for (const path of fill(template, inPath, values)) {
      for (const query of queries(parameters)) {
        yield { operation, method, path: path + query, ...body }
        if (method === 'GET') yield { operation, method: 'HEAD', path: path + query }
      }
    }
  }
}

function fill(
  template: string,
  parameters: Parameter[],
  values: Readonly<Record<string, readonly string[]>>,
): string[] {
  const [parameter, ...others] = parameters
  if (!parameter) return [template]
  const { name, schema, example } = parameter
  const own = schema.enum ?? [String(example ?? 'x')]
  return [...(values[name] ?? []), ...own].flatMap((value) =>
    fill(template.replace(`{${name}}`, encodeURIComponent(value)), others, values),
  )
}

function queries(parameters: Parameter[]): string[] {
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  return [
    '',
    '?x=y',
    ...inQuery.flatMap(({ name, schema }) =>
      [...(schema.enum ?? []), schema.minimum, schema.maximum, 'wrong']
        .filter((value) => value !== undefined)
        .map((value) => `?${name}=${encodeURIComponent(value)}`),
    ),
  ]
}

function resolve(node: object): object {
  if (!('$ref' in node)) return node
  const steps = String(node.$ref).slice(2).split('/')
  return steps.reduce((at, step) => at[step as never], document as object)
}
