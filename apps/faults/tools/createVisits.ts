/** What the clients of a run met each time they came. */
export type Visits = {
  note(what: string): void
  /** How often it was met since the last look. */
  count(what: string): number
  /** How often each thing was met since the last look, and how the comings were spread. */
  look(): VisitReport
}

export type VisitReport = {
  readonly counts: Readonly<Record<string, number>>
  /** The most comings in any second. */
  readonly peak: number
  /** Comings a second between the first and the last. */
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
    look() {
      const report = { counts, peak: peakOf(askedAtMs), mean: meanOf(askedAtMs) }
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

function meanOf(timesMs: readonly number[]): number {
  const spanMs = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0)
  return timesMs.length / Math.max(1, spanMs / 1_000)
}
