/**
 * Reports a signature the CreditsManager contract would not accept from anybody, whoever the signer is.
 *
 * **Errors:** thrown by `recoverCreditSigner` only; `cause` holds the curve's own complaint when there is one.
 */
export class InvalidSignatureError extends Error {
  // A literal, not `new.target.name`: minifiers rename classes.
  override readonly name = 'InvalidSignatureError'
}
