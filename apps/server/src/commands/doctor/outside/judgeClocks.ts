import { type Finding, ok, skipped, warning } from '../Finding.js'

/** What a clock has shown at some moment. **Units:** milliseconds since 1970, `at` by this machine's clock. */
export type ClockReading = {
  /** The moment lies between these. */
  readonly at: readonly [from: number, to: number]
  /** What was shown lies between these: a Date has whole seconds, and a heartbeat tells when it was checked last. */
  readonly shown: readonly [from: number, to: number]
}

type Clocks = {
  /** The Date headers of answers: the clock of the proxy, where there is one. */
  readonly dates: readonly ClockReading[]
  /** The `checkedAt` of first heartbeats: the clock of the database. */
  readonly checks: readonly ClockReading[]
}

/** How far a clock may be ahead of this machine's, by what it has shown. */
type Range = readonly [least: number, most: number]

const check = 'clocks'
const toleratedMs = 2_000
const why =
  'Credits expire by the clock of the database, pages count down by their own, and logs are read by all of them.'

/** Judges three clocks, and which one is off: the one that the two others contradict. */
export function judgeClocks({ dates, checks }: Clocks): Finding[] {
  if (dates.length === 0) return [skipped(check, 'answers have no Date', 'Let the proxy send it.')]
  const proxy = rangeOf(dates)
  const database: Range = checks.length === 0 ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : rangeOf(checks)
  const isDatabaseWell = mayBe(database, here)
  if (mayBe(proxy, here)) {
    if (!isDatabaseWell) return [off("the database's", database, 'Let the machine of the database follow NTP.')]
    if (checks.length > 0) return [ok(check, "the proxy's, the database's and this machine's agree")]
    return [
      skipped(
        check,
        "the proxy's and this machine's agree, the database's was not seen",
        'A stream that is well shows it.',
      ),
    ]
  }
  if (mayBe(proxy, database)) {
    if (isDatabaseWell) return [off("this machine's or the proxy's (Date)", proxy, 'Let both follow NTP.')]
    const [least, most] = proxy
    return [off("this machine's", [-most, -least], 'Let it follow NTP; the others agree with each other.')]
  }
  const remedy = 'Let the machine of the proxy follow NTP.'
  const found = [off("the proxy's (Date)", proxy, remedy)]
  return isDatabaseWell ? found : [...found, off("the database's", database, 'Let the machine of the database, too.')]
}

const here: Range = [0, 0]

function rangeOf(readings: readonly ClockReading[]): Range {
  const least = Math.max(...readings.map(({ at, shown }) => shown[0] - at[1]))
  return [least, Math.min(...readings.map(({ at, shown }) => shown[1] - at[0]))]
}

/** Tells whether two clocks may be the same, give or take what is tolerated. */
function mayBe([least, most]: Range, [otherLeast, otherMost]: Range): boolean {
  return least <= otherMost + toleratedMs && otherLeast <= most + toleratedMs
}

/** **Units:** whole seconds that it is off at the least. */
function off(whose: string, [least, most]: Range, remedy: string): Finding {
  const found = least > 0 ? `${Math.round(least / 1_000)} s ahead` : `${Math.round(-most / 1_000)} s behind`
  return warning(check, `${whose} is ${found}`, remedy, { why })
}
