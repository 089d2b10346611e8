export type PageOptions = {
  /** How many one request asks for, 1 to 100; what is iterated is all of them all the same. */
  readonly pageSize?: number
  readonly signal?: AbortSignal
}

type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null }

/** Iterates what comes in pages: `read` gets the filters of the options and where the page begins. */
export async function* pages<Item, Options extends PageOptions>(
  { pageSize, signal, ...filters }: Options,
  read: (
    query: Omit<Options, keyof PageOptions> & { limit?: number; cursor?: string },
    signal: AbortSignal | undefined,
  ) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  const limit = pageSize === undefined ? {} : { limit: pageSize }
  let cursor: string | null = null
  do {
    const page: Page<Item> = await read({ ...filters, ...limit, ...(cursor ? { cursor } : {}) }, signal)
    yield* page.items
    cursor = page.nextCursor
  } while (cursor)
}
