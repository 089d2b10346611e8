/** Tells a credit from anything else that may have answered. */
export function isCredit(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && 'status' in value
}
