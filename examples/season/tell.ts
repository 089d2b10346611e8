let steps = 0

/** Begins a step of the walk. */
export function step(title: string): void {
  steps += 1
  console.log(`\n${String(steps).padStart(2)}  ${title}`)
}

/** Tells what came of it. */
export function tell(text: string): void {
  console.log(`    ${text}`)
}

/** Ends the walk, unless something is as it should be. */
export function check(isSo: boolean, sentence: string): asserts isSo {
  if (!isSo) throw new Error(`It is not so that ${sentence}`)
}

/** Returns what a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => new Error('It was not refused'),
    (error: unknown) => error,
  )
}

/** Returns all that is iterated. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}
