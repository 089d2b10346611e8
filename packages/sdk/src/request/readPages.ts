import { type AnswerOf, type CallOptions, callOperation, type InputOf, type PathWith } from './callOperation.js'
import type { Api } from './createApi.js'
import { hasList } from './isAnswer.js'

export type PageOptions = CallOptions & {
  /** How many one request asks for, 1 to 100; what is iterated is all of it all the same. */
  readonly pageSize?: number | undefined
}

/** Paths that answer a page with this list. */
type PathOfPages<List extends string> = {
  [Path in PathWith<'get'>]: AnswerOf<'get', Path> extends Page<List, unknown> ? Path : never
}[PathWith<'get'>]

type Page<List extends string, Item> = { readonly [Key in List]: Item[] } & { readonly nextCursor: string | null }

type ItemOf<Answer, List extends string> = Answer extends Page<List, infer Item> ? Item : never

/** Iterates the list of an operation that has pages, a page at a time and only as far as it is iterated. */
export async function* readPages<List extends string, Path extends PathOfPages<List>>(
  api: Api,
  path: Path,
  list: List,
  { pageSize, signal }: PageOptions = {},
  input: InputOf<'get', Path>,
): AsyncGenerator<ItemOf<AnswerOf<'get', Path>, List>, void, undefined> {
  let cursor: string | null = null
  do {
    const query = { ...input.query, limit: pageSize, cursor: cursor ?? undefined }
    const answer = await callOperation(
      api,
      'get',
      path,
      { ...input, query, signal } as typeof input & CallOptions,
      hasList(list),
    )
    const page = answer as Page<List, ItemOf<AnswerOf<'get', Path>, List>>
    yield* page[list]
    cursor = page.nextCursor
  } while (cursor)
}
