import { CreditsError } from './CreditsError.js'

/** The user is flagged; `publicReason` is all that anyone but an operator may learn of it. */
export class UserFlaggedError extends CreditsError {
  override name = 'UserFlaggedError'
  readonly publicReason: string

  constructor(publicReason: string) {
    super('USER_FLAGGED')
    this.publicReason = publicReason
  }
}
