/**
 * What no log line may have of an error: Postgres quotes rows and values there, and a row may hold an IP address or an operator's
 * words. What is left of it (message, code, constraint, stack) names statements, columns and places in the code.
 */
export const logRedaction = { paths: ['err.detail', 'err.where', 'err.internalQuery'], remove: true }
