import { type AnswerOf, type CallOptions, callOperation, type InputOf, type PathWith } from './callOperation.js'
import type { Api } from './createApi.js'

/** [contract] So long the server may hold a question that has one of these. */
const heldMs = 10_000

type QueryOf<Path extends PathWith<'get'>> = InputOf<'get', Path>['query']
type PathParametersOf<Path extends PathWith<'get'>> =
  InputOf<'get', Path> extends { path: infer Parameters } ? Parameters : undefined

/**
 * Reads from one path of the contract. What is no option of a call is its query; a try that the server may hold is given that
 * time on top of `timeoutMs`.
 *
 * **Errors:** those of callOperation.
 */
export function readOperation<Path extends PathWith<'get'>>(
  { calls, settings }: Api,
  path: Path,
  isAnswer: (data: unknown) => boolean,
  { signal, ...query }: CallOptions & QueryOf<Path> = {} as CallOptions & QueryOf<Path>,
  parameters?: PathParametersOf<Path>,
): Promise<AnswerOf<'get', Path>> {
  const { until, minVersion } = query as { until?: string; minVersion?: number }
  const timeoutMs = settings.timeoutMs + ((until ?? minVersion) ? heldMs : 0)
  const input = { path: parameters, query, signal } as unknown as InputOf<'get', Path> & CallOptions
  return callOperation({ calls, settings: { ...settings, timeoutMs } }, 'get', path, input, isAnswer)
}
