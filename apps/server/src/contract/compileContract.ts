import type { ErrorCode, OperationId } from '@credits-server/contract'
import { documentJson } from '@credits-server/contract/document'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { createReadJsonBody, type ReadJsonBody } from './createReadJsonBody.js'
import { createSchemaCompiler } from './createSchemaCompiler.js'
import { createSummariseBody, type SummariseBody } from './createSummariseBody.js'

/** A parameter as the document declares it, with its check. */
export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  /** What a value that fails the check is answered. */
  readonly errorCode: ErrorCode
  /** What is answered when it is required and missing, or empty. */
  readonly missingCode: ErrorCode
  /** The values the document lists, if it lists them. */
  readonly allowed: readonly string[] | undefined
  /** Reads the text of a request as a value that the document accepts, undefined if it is none. */
  read(text: string): string | number | undefined
}

/** What the document says of one operation, compiled. */
export type CompiledOperation = {
  readonly parameters: readonly Parameter[]
  /** Returns a JSON body that is as declared, or throws what is wrong; null if the operation takes none. */
  readonly readBody: ReadJsonBody | null
  /** Most that its body may have; `x-max-bytes` of the document's requestBody, or 16 KiB. */
  readonly maxBodyBytes: number
  /** Tells what a body asks for, without what may be personal or secret. */
  readonly summariseBody: SummariseBody
  /** Says what is wrong with a JSON body, null if nothing is. */
  bodyProblem(status: number, body: unknown): string | null
  /** Says what is wrong with the data of a stream event, null if nothing is. */
  eventProblem(name: string, data: unknown): string | null
  /** Says what is wrong with a line of NDJSON that is not the last, null if nothing is. */
  rowProblem(row: unknown): string | null
}

type Node = { readonly [key: string]: unknown }

/** Compiles the contract's document into the checks of requests and answers, operation by operation. */
export function compileContract(): Readonly<Record<OperationId, CompiledOperation>> {
  const document: Node = JSON.parse(documentJson)
  const ajv = createSchemaCompiler({ allErrors: false })
  ajv.addSchema(closeObjects(document), 'contract')
  const compile = (pointer: string) => ajv.compile({ $ref: `contract#${pointer}` })

  const compiled: Record<string, CompiledOperation> = {}
  for (const [path, item] of Object.entries(nodeAt(document, ['paths']))) {
    for (const [method, value] of Object.entries(item as Node)) {
      const operation = value as Node
      const pointer = `/paths/${escaped(path)}/${method}`
      compiled[String(operation['operationId'])] = compileOperation({ document, pointer, operation, compile })
    }
  }
  return compiled as Record<OperationId, CompiledOperation>
}

/**
 * Adds `additionalProperties: false` to every object that lists its properties and says nothing of others: a client must
 * bear a property it does not know, but the server may not send one.
 */
function closeObjects(node: Node): Node {
  const children = Object.entries(node).map(([key, child]) => [key, closeValue(child)])
  const isOpen = node['type'] === 'object' && 'properties' in node && !('additionalProperties' in node)
  return { ...Object.fromEntries(children), ...(isOpen ? { additionalProperties: false } : {}) }
}

function closeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeValue)
  return typeof value === 'object' && value !== null ? closeObjects(value as Node) : value
}

type Compilation = {
  readonly document: Node
  readonly pointer: string
  readonly operation: Node
  compile(pointer: string): ValidateFunction
}

function compileOperation(compilation: Compilation): CompiledOperation {
  const bodyPointer = `${compilation.pointer}/requestBody/content/application~1json/schema`
  const hasBody = compilation.operation['requestBody'] !== undefined
  const bodies = new Map<string, ValidateFunction>()
  const events = new Map<string, ValidateFunction>()
  let row: ValidateFunction | undefined
  for (const status of Object.keys(compilation.operation['responses'] as Node)) {
    const response = resolve(compilation, `${compilation.pointer}/responses/${status}`)
    const content = (response.node['content'] ?? {}) as Node
    if (content['application/json']) {
      bodies.set(status, compilation.compile(`${response.pointer}/content/application~1json/schema`))
    }
    if (content['application/x-ndjson']) {
      row = compilation.compile(`${response.pointer}/content/application~1x-ndjson/x-row`)
    }
    const stream = (content['text/event-stream'] ?? {}) as Node
    for (const name of Object.keys((stream['x-events'] ?? {}) as Node)) {
      events.set(name, compilation.compile(`${response.pointer}/content/text~1event-stream/x-events/${name}`))
    }
  }
  return {
    parameters: ((compilation.operation['parameters'] ?? []) as Node[]).map((_, index) =>
      compileParameter(compilation, `${compilation.pointer}/parameters/${index}`),
    ),
    readBody: hasBody ? createReadJsonBody(compilation.compile(bodyPointer)) : null,
    summariseBody: createSummariseBody(hasBody ? nodeOf(compilation, bodyPointer) : {}, (node) =>
      typeof node['$ref'] === 'string' ? nodeOf(compilation, node['$ref'].slice(1)) : node,
    ),
    maxBodyBytes: maxBodyBytes(compilation.operation),
    bodyProblem: (status, body) => problem(bodies.get(String(status)), body),
    eventProblem: (name, data) => problem(events.get(name), data),
    rowProblem: (data) => problem(row, data),
  }
}

function maxBodyBytes({ requestBody }: Node): number {
  return Number((requestBody as Node | undefined)?.['x-max-bytes'] ?? 16 * 1_024)
}

function compileParameter(compilation: Compilation, at: string): Parameter {
  const { node, pointer } = resolve(compilation, at)
  const schema = node['schema'] as Node
  const validate = compilation.compile(`${pointer}/schema`)
  return {
    name: String(node['name']),
    in: node['in'] as Parameter['in'],
    required: node['required'] === true,
    errorCode: (node['x-error-code'] ?? 'MALFORMED_REQUEST') as ErrorCode,
    missingCode: (node['x-missing-code'] ?? node['x-error-code'] ?? 'MALFORMED_REQUEST') as ErrorCode,
    allowed: schema['enum'] as string[] | undefined,
    read: (text) => {
      const value = schema['type'] === 'integer' && wholeNumber.test(text) ? Number(text) : text
      return validate(value) ? value : undefined
    },
  }
}

/** One number, one spelling: no sign, no leading zero, no fraction, no exponent. */
const wholeNumber = /^(0|[1-9][0-9]*)$/

function problem(validate: ValidateFunction | undefined, value: unknown): string | null {
  if (!validate) return 'the contract does not declare it'
  if (validate(value)) return null
  return (validate.errors ?? [])
    .map(({ instancePath, message }: ErrorObject) => `${instancePath || '/'} ${message}`)
    .join('; ')
}

const nodeOf = (compilation: Compilation, pointer: string) => resolve(compilation, pointer).node

/** Follows one `$ref`; the document has no chains of them. */
function resolve({ document }: Compilation, pointer: string): { node: Node; pointer: string } {
  const node = nodeAt(document, pointer.slice(1).split('/').map(unescaped))
  if (typeof node['$ref'] !== 'string') return { node, pointer }
  const target = node['$ref'].slice(1)
  return { node: nodeAt(document, target.slice(1).split('/').map(unescaped)), pointer: target }
}

function nodeAt(document: Node, keys: readonly string[]): Node {
  return keys.reduce<Node>((node, key) => node[key] as Node, document)
}

/** [spec] RFC 6901, and percent-encoded because the pointer stands in a URI fragment. */
const escaped = (key: string) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))

const unescaped = (key: string) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')
