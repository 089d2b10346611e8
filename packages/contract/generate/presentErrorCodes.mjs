/** Presents the registry `x-error-codes` as a TypeScript module. @param {any} document */
export function presentErrorCodes(document) {
  return `/** Every error code of the API: its status, what happened, what to do, whether the same request may succeed later. */
export const errorCodes = ${JSON.stringify(document['x-error-codes'], null, 2)} as const
`
}
