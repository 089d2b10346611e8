/** Where a command says what it does and what came of it. */
export type Report = {
  /** Says what happens while it does; for people. */
  say(text: string): void
  /** Says how far long work is. On a terminal each line takes the place of the one before. */
  progress(text: string): void
  /** Prints what came of it: `value` as one line with --json, else `text`. */
  result(value: unknown, text: string): void
}

/** Creates the report of one command. With --json stdout has results alone, so that a program can read it. */
export function createReport({ json }: { readonly json: boolean }): Report {
  const { isTTY = false } = process.stderr
  let isOpen = false
  const endProgress = () => {
    if (isOpen) process.stderr.write('\n')
    isOpen = false
  }
  return {
    say(text) {
      endProgress()
      if (json) console.error(text)
      else console.log(text)
    },
    progress(text) {
      process.stderr.write(isTTY ? `\r\u001b[2K${text}` : `${text}\n`)
      isOpen = isTTY
    },
    result(value, text) {
      endProgress()
      console.log(json ? JSON.stringify(value) : text)
    },
  }
}
