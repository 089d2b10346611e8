import { type ErrorCode, type OperationId, operationTable } from '@credits-server/contract'
import { documentJson } from '@credits-server/contract/document'

/** A node of the document. */
export type Node = { readonly [key: string]: unknown }

/** A parameter of an operation, its `$ref` followed. */
export type ContractParameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: Node
  /** What a value that is not as the schema says is answered. */
  readonly errorCode: ErrorCode
  /** What is answered if it is required and not there. */
  readonly missingCode: ErrorCode
}

/** What a status of an operation looks like. */
export type ContractResponse = {
  readonly codes: readonly ErrorCode[]
  /** Schemas of the headers, by their names in lower case. */
  readonly headers: ReadonlyMap<string, Node>
  readonly mediaTypes: readonly string[]
}

/** Everything the document says of an operation; made from the document alone, not from what the server makes of it. */
export type ContractOperation = {
  readonly id: OperationId
  readonly method: string
  readonly path: string
  readonly access: 'public' | 'bearer' | 'same-origin'
  readonly parameters: readonly ContractParameter[]
  /** The schema of the JSON body, null if it takes none. */
  readonly body: Node | null
  /** Most that its body may have. */
  readonly maxBodyBytes: number
  readonly responses: ReadonlyMap<number, ContractResponse>
}

/** The contract as JSON. */
export const document: Node = JSON.parse(documentJson)

/** Every operation of the document, in its order. */
export const contractOperations: readonly ContractOperation[] = Object.entries(document['paths'] as Node).flatMap(
  ([path, item]) => Object.entries(item as Node).map(([method, node]) => readOperation(path, method, node as Node)),
)

/** The operations that take a JSON body. */
export const writingOperations = contractOperations.filter(({ body }) => body !== null)

/** Follows `$ref`s; what stands beside one wins over what it names. */
export function follow(node: Node): Node {
  const { $ref, ...beside } = node
  if (typeof $ref !== 'string') return node
  const keys = $ref.slice(2).split('/')
  const target = keys.reduce<Node>((at, key) => at[key.replaceAll('~1', '/').replaceAll('~0', '~')] as Node, document)
  return { ...follow(target), ...beside }
}

/** The paths of the document, each with its operations. */
export const contractPaths: ReadonlyMap<string, readonly ContractOperation[]> = groupByPath()

/** The path of the document that serves a request; a literal segment wins over a parameter. */
export function templateOf(path: string): string | undefined {
  const asked = path.split('?')[0] ?? ''
  const fits = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(asked)
  return [...contractPaths.keys()].filter(fits).sort((a, b) => a.split('{').length - b.split('{').length)[0]
}

/** What `Allow` says of a path: the methods that the document gives it. */
export function allowOf(path: string): string {
  const methods = (contractPaths.get(templateOf(path) ?? '') ?? []).map(({ method }) => method)
  return [...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'].join(', ')
}

function groupByPath(): Map<string, ContractOperation[]> {
  const groups = new Map<string, ContractOperation[]>()
  for (const operation of contractOperations) {
    groups.set(operation.path, [...(groups.get(operation.path) ?? []), operation])
  }
  return groups
}

function readOperation(path: string, method: string, node: Node): ContractOperation {
  const id = node['operationId'] as OperationId
  const body = node['requestBody'] as Node | undefined
  const responses = Object.entries(node['responses'] as Node)
  return {
    id,
    path,
    method: method.toUpperCase(),
    access: operationTable[id].access,
    parameters: ((node['parameters'] ?? []) as Node[]).map(follow).map(readParameter),
    body: body ? follow((contentOf(follow(body))['application/json'] as Node)['schema'] as Node) : null,
    maxBodyBytes: Number(body?.['x-max-bytes'] ?? 16 * 1_024),
    responses: new Map(responses.map(([status, response]) => [Number(status), readResponse(follow(response as Node))])),
  }
}

function readParameter(node: Node): ContractParameter {
  const errorCode = (node['x-error-code'] ?? 'MALFORMED_REQUEST') as ErrorCode
  return {
    name: String(node['name']),
    in: node['in'] as ContractParameter['in'],
    required: node['required'] === true,
    schema: follow(node['schema'] as Node),
    errorCode,
    missingCode: (node['x-missing-code'] ?? errorCode) as ErrorCode,
  }
}

function readResponse(node: Node): ContractResponse {
  const headers = Object.entries((node['headers'] ?? {}) as Node)
  return {
    codes: (node['x-codes'] ?? []) as ErrorCode[],
    headers: new Map(
      headers.map(([name, header]) => [name.toLowerCase(), follow(follow(header as Node)['schema'] as Node)]),
    ),
    mediaTypes: Object.keys(contentOf(node)),
  }
}

function contentOf(node: Node): Node {
  return (node['content'] ?? {}) as Node
}
