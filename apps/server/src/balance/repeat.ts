/** Work that is done again and again. */
export type Repetition = {
  /** Does it now, and once more if it is under way. */
  now(): void
  stop(): void
}

/** Does `work` every `periodMs`, from start to start, and never twice at a time. */
export function repeat(work: () => Promise<void>, periodMs: number): Repetition {
  let timer: NodeJS.Timeout
  let underWay = false
  let again = false
  let stopped = false

  async function run(): Promise<void> {
    clearTimeout(timer)
    if (underWay) {
      again = true
      return
    }
    underWay = true
    const startedAtMs = performance.now()
    await work()
    underWay = false
    if (stopped) return
    const leftMs = again ? 0 : periodMs - (performance.now() - startedAtMs)
    again = false
    timer = setTimeout(run, leftMs)
  }
  timer = setTimeout(run, periodMs)
  return {
    now: () => void run(),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
