const workers = 12

/** Runs it for each item, a few at a time; the results stand in the order of the items. */
export async function inParallel<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const queue = items.entries()
  const results: R[] = []
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await run(item)
  }
  await Promise.all(Array.from({ length: workers }, worker))
  return results
}
