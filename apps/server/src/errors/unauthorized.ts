import { CreditsError } from './CreditsError.js'

/** Makes the error of a credential that is missing, wrong or not good any more; it says how to authenticate. */
export function unauthorized(): CreditsError {
  return new CreditsError('UNAUTHORIZED', { headers: { 'WWW-Authenticate': 'Bearer realm="credits"' } })
}
