/** What a call is given: T, whose lists may be ones that nobody can write to, such as those of `as const`. */
export type ReadonlyLists<T> = T extends readonly (infer Item)[]
  ? readonly ReadonlyLists<Item>[]
  : T extends object
    ? { [Key in keyof T]: ReadonlyLists<T[Key]> }
    : T
