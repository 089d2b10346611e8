import type { ErrorCode } from '@credits-server/contract'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { CreditsError } from '../errors/CreditsError.js'

/** Returns a body that is as the contract declares it. **Errors:** INVALID_BODY, UNKNOWN_FIELD, and the code a field names. */
export type ReadJsonBody = (body: unknown) => unknown

/** Creates the check of a request body; a field names its own code with `x-error-code` and `x-type-code`. */
export function createReadJsonBody(validate: ValidateFunction): ReadJsonBody {
  return function readJsonBody(body) {
    if (validate(body)) return body
    throw refusal(validate.errors?.[0])
  }
}

function refusal(error: ErrorObject | undefined): CreditsError {
  if (!error) return new CreditsError('INVALID_BODY')
  const { keyword, instancePath, params, message, parentSchema } = error
  if (keyword === 'additionalProperties') {
    const unknown = `${instancePath}/${params['additionalProperty']}`.slice(1)
    return new CreditsError('UNKNOWN_FIELD', { details: { field: unknown } })
  }
  const schema: Readonly<Record<string, unknown>> = parentSchema ?? {}
  const named = (keyword === 'type' ? schema['x-type-code'] : undefined) ?? schema['x-error-code'] ?? 'INVALID_BODY'
  const field = instancePath.slice(1)
  const problem = `${field === '' ? 'the body' : field} ${message}`
  return new CreditsError(named as ErrorCode, { details: { ...(field === '' ? {} : { field }), problem } })
}
