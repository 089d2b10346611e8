import type { ErrorBody } from '@credits-server/contract'
import { CreditsApiError } from './CreditsApiError.js'

type Answer<Data> = { readonly data?: Data; readonly error?: unknown; readonly response: Response }

/** Returns the body of a success and throws everything else: a failure is never an empty balance. */
export function readAnswer<Data>({ data, error, response }: Answer<Data>): Data {
  if (response.ok && data !== undefined) return data
  throw new CreditsApiError(response.status, isErrorBody(error) ? error : {})
}

function isErrorBody(error: unknown): error is ErrorBody {
  return typeof error === 'object' && error !== null && 'error' in error && typeof error.error === 'string'
}
