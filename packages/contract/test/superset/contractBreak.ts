/** Every way in which a document can stop being a superset of the baseline; a test plants each of them. */
export const BREAK_KINDS = [
  'openapi-changed',
  'info-changed',
  'server-changed',
  'security-changed',
  'security-added',
  'tag-removed',
  'path-removed',
  'operation-removed',
  'operation-id-changed',
  'summary-changed',
  'description-changed',
  'parameter-removed',
  'parameter-required',
  'request-body-required',
  'status-removed',
  'header-removed',
  'media-type-removed',
  'schema-removed',
  'property-removed',
  'required-changed',
  'type-changed',
  'format-changed',
  'pattern-changed',
  'enum-changed',
  'keyword-changed',
  'keyword-added',
] as const

export type BreakKind = (typeof BREAK_KINDS)[number]

/**
 * Says where a candidate breaks the baseline, and how.
 *
 * **Shape:** `pointer` is a JSON pointer into the dereferenced candidate, so a path through a `$ref` reads as if the
 * target stood there; for something removed it names the place where it should be.
 */
export interface ContractBreak {
  pointer: string
  kind: BreakKind
  message: string
}
