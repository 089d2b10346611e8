import { CreditsError } from '../errors/CreditsError.js'

/** Returns the refusal of a request above a rate. Rates are whole numbers a second, so within one there is room for another. */
export function rateLimited(): CreditsError {
  return new CreditsError('RATE_LIMITED', { headers: { 'Retry-After': '1' } })
}
