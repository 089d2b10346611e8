export type EmbeddedPostgresErrorCode =
  /** No binaries for this machine; only `DATABASE_URL` helps. */
  | 'UNSUPPORTED_PLATFORM'
  /** Started as root, or as a uid without a name, and no way to run Postgres as somebody else works here. */
  | 'CANNOT_LEAVE_ROOT'
  /** Another credits server owns this DATA_DIR. */
  | 'DATA_DIR_IN_USE'
  /** DATA_DIR holds something this version cannot run on. */
  | 'DATA_DIR_UNUSABLE'
  /** initdb or postgres did not come up, or would not stop. */
  | 'POSTGRES_FAILED'

/**
 * Tells an operator why the embedded database is not there and what to do now.
 *
 * **Shape:** branch on `code`; `message` is written to be printed as it is, without a stack.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
