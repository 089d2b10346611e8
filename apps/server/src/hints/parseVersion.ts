/** Parses the version that a hint names, `unknownVersion` too; null when it is none: others may write where hints come from. */
export function parseVersion(text: string): number | null {
  const version = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(version) ? version : null
}
