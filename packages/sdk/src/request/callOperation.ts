import type { paths } from '@credits-server/contract'
import type { Api } from './createApi.js'
import type { ReadonlyDeep } from './ReadonlyDeep.js'
import { sendRequest } from './sendRequest.js'

type Method = 'get' | 'post' | 'patch' | 'delete'

/** Paths of the contract that have a method. */
export type PathWith<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends { [K in M]: { responses: unknown } } ? Path : never
}[keyof paths]

/** What an operation answers when all went well. */
export type AnswerOf<M extends Method, Path extends PathWith<M>> = paths[Path][M] extends { responses: infer Responses }
  ? JsonOf<Responses[keyof Responses & (200 | 201)]>
  : never

type JsonOf<Message> = Message extends { content: { 'application/json': infer Json } } ? Json : never

/** What an operation is told: the parameters of its path and query, its headers and its body. */
export type InputOf<M extends Method, Path extends PathWith<M>> = ParametersOf<paths[Path][M]> & BodyOf<paths[Path][M]>

type ParametersOf<Operation> = Operation extends { parameters: infer Parameters }
  ? Pick<Parameters, keyof Parameters & ('path' | 'header')> & {
      query?: QueryOf<Parameters[keyof Parameters & 'query']>
    }
  : never

/** What is undefined is left out. */
type QueryOf<Query> = { [Key in keyof NonNullable<Query>]?: NonNullable<Query>[Key] | undefined }

type BodyOf<Operation> = Operation extends { requestBody?: infer Body }
  ? [NonNullable<Body>] extends [never]
    ? { body?: never }
    : { body: ReadonlyDeep<JsonOf<NonNullable<Body>>> }
  : never

/** The options of every call. */
export type CallOptions = { readonly signal?: AbortSignal | undefined }

/**
 * Calls one operation of the contract, which types what it is told and what it answers.
 *
 * **Errors:** those of sendRequest; BAD_ANSWER for what `isAnswer` does not know.
 */
export async function callOperation<M extends Method, Path extends PathWith<M>>(
  { calls, settings }: Api,
  method: M,
  path: Path,
  { signal, body, ...params }: InputOf<M, Path> & CallOptions,
  isAnswer: (data: unknown) => boolean,
): Promise<AnswerOf<M, Path>> {
  const headers = await settings.headers()
  return sendRequest(settings, { signal, isAnswer }, (signal) =>
    // Both are typed above; the types of openapi-fetch want a path that is known here.
    calls.request(method, path as never, { params, headers, body, signal } as never),
  )
}

/** The same calls, sent once: what would make another thing each time is not repeated. */
export function once({ calls, settings }: Api): Api {
  return { calls, settings: { ...settings, retry: { ...settings.retry, tries: 1 } } }
}
