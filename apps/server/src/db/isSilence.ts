/**
 * Tells that the database was asked and has said nothing for so long that it would have given up itself: the connection is
 * half open, and whatever waits behind that question would wait as long.
 */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && /(^| - )Query read timeout$/.test(error.message)
}

/** Says so in the words of pg, whose own timeouts say the same. */
export const silence = () => new Error('Query read timeout')
