/** What a check has found. A `warning` does not fail the command; `skipped` is what could not be checked. */
export type Finding = {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'problem' | 'skipped'
  /** What is the case. */
  readonly found: string
  /** What to do about it; null where there is nothing to do. */
  readonly remedy: string | null
} & Advice

/** What more there is to say about something that should not stay. */
export type Advice = {
  /** Why it matters, in one sentence. */
  readonly why?: string
  /** How the remedy is written in nginx's configuration. */
  readonly nginx?: readonly string[]
}

/** Reports that all is well. */
export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found, remedy: null })

/** Reports what works but should not stay. */
export function warning(check: string, found: string, remedy: string, advice: Advice = {}): Finding {
  return { check, state: 'warning', found, remedy, ...advice }
}

/** Reports what must be mended. */
export function problem(check: string, found: string, remedy: string, advice: Advice = {}): Finding {
  return { check, state: 'problem', found, remedy, ...advice }
}

/** Reports what could not be checked, and what would let it be. */
export function skipped(check: string, found: string, remedy: string, advice: Advice = {}): Finding {
  return { check, state: 'skipped', found, remedy, ...advice }
}
