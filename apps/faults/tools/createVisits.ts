/** What the clients of a run met each time they came. */
export type Visits = {
  note(what: string): void
  /** How often it was met since the last look. */
  count(what: string): number
  /** How often each thing was met since the last look, and how the comings were spread over the time that they were told to take. */
  look(spreadMs?: number): VisitReport
}

export type VisitReport = {
  readonly counts: Readonly<Record<string, number>>
  /** The most comings in any second. */
  readonly peak: number
  /** Comings a second if they were spread evenly. */
  readonly mean: number
}

/** Creates a record of comings. */
export function createVisits(): Visits {
  let counts: Record<string, number> = {}
  let askedAtMs: number[] = []
  return {
    note(what) {
      counts[what] = (counts[what] ?? 0) + 1
      if (what === 'asked') askedAtMs.push(performance.now())
    },
    count: (what) => counts[what] ?? 0,
    look(spreadMs = 1_000) {
      const report = { counts, peak: peakOf(askedAtMs), mean: (askedAtMs.length * 1_000) / spreadMs }
      counts = {}
      askedAtMs = []
      return report
    },
  }
}

function peakOf(timesMs: readonly number[]): number {
  let most = 0
  let first = 0
  for (const [index, atMs] of timesMs.entries()) {
    while ((timesMs[first] ?? 0) <= atMs - 1_000) first++
    most = Math.max(most, index - first + 1)
  }
  return most
}

/** How long clients take to come back: `retry:` is 1 to 5 s, and a drain ends half a stream a millisecond, in 8 s at most. */
export const spreadMs = { kill: () => 4_000, drain: (streams: number) => 4_000 + Math.min(8_000, 2 * streams) }
