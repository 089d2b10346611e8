type Fields = Readonly<Record<string, unknown>> | null | undefined

/** Tells a body with these fields from anything else that may have answered, such as a login page. */
export const has =
  (...names: readonly string[]) =>
  (value: unknown): boolean =>
    names.every((name) => (value as Fields)?.[name] !== undefined)

/** Tells a body with a list of this name. */
export const hasList =
  (name: string) =>
  (value: unknown): boolean =>
    Array.isArray((value as Fields)?.[name])
