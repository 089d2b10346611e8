/** Iterates what has pages, a page at a time and only as far as it is iterated; `ask` gets the cursor of a page. */
export async function* iteratePages<Item>(
  ask: (cursor: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly nextCursor: string | null }>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined
  do {
    const { items, nextCursor } = await ask(cursor)
    yield* items
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
}

/** Tells a body with a list of this name from anything else that may have answered. */
export const hasList =
  (name: string) =>
  (value: unknown): boolean =>
    typeof value === 'object' && value !== null && Array.isArray((value as Record<string, unknown>)[name])
