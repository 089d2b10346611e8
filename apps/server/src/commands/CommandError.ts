type Options = {
  /** What made it happen; kept, never printed. */
  readonly cause?: unknown
  /** What a program needs to know besides; beside code, message and remedy with --json. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/**
 * A command cannot go on. What is said is for the operator, what happened and what to do, and is printed without a stack; a
 * program branches on `code`.
 */
export class CommandError extends Error {
  override name = 'CommandError'
  readonly code: string
  readonly problem: string
  readonly remedy: string | null
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: string, problem: string, remedy: string | null, { cause, facts = {} }: Options = {}) {
    super(remedy === null ? problem : `${problem}${problem.includes('\n') ? '\n' : ' '}${remedy}`, { cause })
    this.code = code
    this.problem = problem
    this.remedy = remedy
    this.facts = facts
  }
}
