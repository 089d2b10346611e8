/** Reads of a stream's text, part by part, which versions of a balance have come whole. Megabytes of it are looked at once. */
export type VersionReader = {
  readonly versions: readonly number[]
  read(part: string): void
}

/** What an id and the line before it take at most. */
const longest = 100

/** Creates the reader. */
export function createVersionReader(): VersionReader {
  const versions: number[] = []
  let begun: number | null = null
  let carried = ''
  return {
    versions,
    read(part) {
      const text = carried + part
      // The end of an event, or the id of one; what is cut in two is looked at again with the next part.
      const marks = /\n\n|^id: [^.\n]+\.(\d+)\.\d+\n/gm
      let at = 0
      for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
        if (mark[1] !== undefined) begun = Number(mark[1])
        else if (begun !== null) {
          versions.push(begun)
          begun = null
        }
        at = marks.lastIndex
      }
      carried = text.slice(Math.max(at, text.length - longest))
    },
  }
}
