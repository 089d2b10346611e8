import type { Failure } from './describeFailure.js'

/** Where a command says what it does and what came of it. */
export type Report = {
  /** Says what happens while it does; for people. */
  say(text: string): void
  /** Says on stderr what belongs to a result that stands alone on stdout. */
  note(text: string): void
  /**
   * Says how far long work is, as often as it likes: what is new is shown from time to time. On a terminal each line takes the
   * place of the one before, and the last one goes when there is something else to say.
   */
  progress(text: string): void
  /** Prints what came of it: `value` as one line with --json, else `text`. */
  result(value: unknown, text: string): void
  /** Prints why it failed; with --json as the one line of stdout too, unless a result is there already. */
  failure(failure: Failure): void
}

type Output = { write(text: string): unknown; readonly isTTY?: boolean }

type Options = {
  readonly json: boolean
  readonly stdout?: Output
  readonly stderr?: Output
  /** How often progress is shown. Default: each 100 ms on a terminal, else each 30 s, because a log keeps it. */
  readonly everyMs?: number
}

/** Creates the report of one command. With --json stdout has one line, the result or the error, so that a program can read it. */
export function createReport({ json, stdout = process.stdout, stderr = process.stderr, everyMs }: Options): Report {
  const isTTY = stderr.isTTY === true
  const interval = everyMs ?? (isTTY ? 100 : 30_000)
  let latest = ''
  let timer: NodeJS.Timeout | undefined
  let isLineOpen = false
  let isResultThere = false

  const show = () => {
    timer = undefined
    stderr.write(isTTY ? `\r\u001b[2K${latest}` : `${latest}\n`)
    isLineOpen = isTTY
  }
  const endProgress = () => {
    clearTimeout(timer)
    timer = undefined
    if (isLineOpen) stderr.write('\r\u001b[2K')
    isLineOpen = false
  }
  const print = (output: Output, text: string) => {
    endProgress()
    output.write(`${text}\n`)
  }
  return {
    say: (text) => print(json ? stderr : stdout, text),
    note: (text) => print(stderr, text),
    progress(text) {
      latest = text
      // Shown in a moment, so that neither short work nor many steps fill the log, and the last step before a long one is.
      timer ??= setTimeout(show, interval).unref()
    },
    result(value, text) {
      isResultThere = true
      print(stdout, json ? JSON.stringify(value) : text)
    },
    failure({ text, ...error }) {
      if (json && !isResultThere) print(stdout, JSON.stringify({ error }))
      print(stderr, text)
    },
  }
}
