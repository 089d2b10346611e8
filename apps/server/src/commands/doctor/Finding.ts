/** What a check has found. `warning` does not fail the command. */
export type Finding = {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'problem'
  /** What is the case. */
  readonly found: string
  /** What to do about it; null where there is nothing to do. */
  readonly remedy: string | null
}

/** Reports that all is well. */
export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found, remedy: null })

/** Reports what works but should not stay. */
export function warning(check: string, found: string, remedy: string): Finding {
  return { check, state: 'warning', found, remedy }
}

/** Reports what must be mended. */
export function problem(check: string, found: string, remedy: string): Finding {
  return { check, state: 'problem', found, remedy }
}
