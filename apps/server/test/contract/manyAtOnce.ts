/** Does something with each item of a list, sixteen at a time; the first that fails ends it. */
export async function manyAtOnce<Item>(items: Iterable<Item>, act: (item: Item) => Promise<unknown>): Promise<void> {
  const left = items[Symbol.iterator]()
  const work = async () => {
    for (let next = left.next(); !next.done; next = left.next()) await act(next.value)
  }
  await Promise.all(Array.from({ length: 16 }, work))
}
