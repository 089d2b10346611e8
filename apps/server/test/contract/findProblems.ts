import { errorCodes } from '@credits-server/contract'
import { compileContract } from '../../src/contract/compileContract.js'
import { accepts } from './accepts.js'
import type { ContractOperation } from './document.js'
import type { Received } from './exchange.js'

const contract = compileContract()

/** Finds everything in an answer that the document does not declare for the operation; an empty list is the only good one. */
export function findProblems(operation: ContractOperation, { status, headers, body }: Received): string[] {
  const response = operation.responses.get(status)
  if (!response) return [`${status} is not declared: ${body.slice(0, 300)}`]
  const problems: string[] = []
  if (status >= 500) problems.push(`the server failed: ${body}`)
  if (!/^[A-Za-z0-9-]{1,64}$/.test(headers['x-request-id'] ?? '')) problems.push('it has no request id')
  if (headers['x-content-type-options'] !== 'nosniff') problems.push('it may be sniffed')
  if (headers['cache-control'] === undefined) problems.push('it says nothing of caching')
  // What is refused before its path is looked at is anyone's; of a path, only what needs no key is shared with other pages.
  const isShared = operation.access === 'public' || [414, 417, 431].includes(status) || body.includes('"INVALID_HOST"')
  if ((headers['access-control-allow-origin'] === '*') !== isShared) {
    problems.push(`it is ${isShared ? 'not ' : ''}shared with other origins`)
  }
  for (const [name, schema] of response.headers) {
    const value = headers[name]
    if (value !== undefined && !accepts(schema, value)) problems.push(`the header ${name} is not as declared: ${value}`)
  }
  problems.push(...findTypeProblems(response.mediaTypes, headers['content-type'], body))
  if (problems.length === 0 && headers['content-type']?.startsWith('application/json')) {
    problems.push(...findJsonProblems(operation, { status, headers, body }))
  }
  if (headers['content-type'] === 'text/event-stream') problems.push(...findStreamProblems(operation, body))
  return problems
}

function findTypeProblems(mediaTypes: readonly string[], type: string | undefined, body: string): string[] {
  if (mediaTypes.length === 0) {
    return type === undefined && body === '' ? [] : [`it is declared without a body, and has ${type}`]
  }
  const spellings = mediaTypes.map((each) => (each === 'text/event-stream' ? each : `${each}; charset=utf-8`))
  return spellings.includes(type ?? '') ? [] : [`${type} is not among ${mediaTypes.join(', ')}`]
}

function findJsonProblems(operation: ContractOperation, { status, headers, body }: Received): string[] {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return [`it is no JSON: ${body.slice(0, 300)}`]
  }
  const problem = contract[operation.id].bodyProblem(status, json)
  if (problem !== null) return [`the body is not as declared: ${problem}`]
  return status < 400 ? findSuccessProblems(json) : findErrorProblems(operation, { status, headers, body })
}

/** A known client would unwrap it. */
function findSuccessProblems(json: unknown): string[] {
  return typeof json === 'object' && json !== null && 'ok' in json && json.ok === true ? ['a success has ok: true'] : []
}

function findErrorProblems(operation: ContractOperation, { status, headers, body }: Received): string[] {
  const { error, code, requestId } = JSON.parse(body) as Record<string, unknown>
  const entry = Object.entries(errorCodes).find(([name]) => name === code)
  if (!entry) return [`${code} is no code of the registry`]
  const [name, { status: registered, message, remedy }] = entry
  const problems: string[] = []
  if (registered !== status) problems.push(`${name} is sent with ${registered}, not ${status}`)
  if (!operation.responses.get(status)?.codes.some((declared) => declared === name)) {
    problems.push(`${name} is not declared for ${status}`)
  }
  if (error !== `${message} ${remedy}`) problems.push(`the text is not that of ${name}: ${error}`)
  if (requestId !== headers['x-request-id']) problems.push('the request id is not that of the header')
  if (headers['cache-control'] !== 'no-store') problems.push(`an error may be stored: ${headers['cache-control']}`)
  return problems
}

function findStreamProblems(operation: ContractOperation, text: string): string[] {
  const frames = text.split('\n\n').slice(0, -1)
  if (frames.length === 0) return [`no frame came: ${text.slice(0, 300)}`]
  return frames.flatMap((frame) => {
    const name = /^event: (.+)$/m.exec(frame)?.[1] ?? 'message'
    const data = /^data: (.+)$/m.exec(frame)?.[1]
    if (data === undefined) return /^retry: \d+$/.test(frame) ? [] : [`a frame without data: ${frame}`]
    const problem = contract[operation.id].eventProblem(name, JSON.parse(data))
    return problem === null ? [] : [`event ${name} is not as declared: ${problem}`]
  })
}
