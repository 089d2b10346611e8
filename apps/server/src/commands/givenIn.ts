type Given<T> = { [K in keyof T]?: NonNullable<T[K]> }

/** Returns what is there of some optional fields, because the contract knows no undefined. */
export function givenIn<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>
}
