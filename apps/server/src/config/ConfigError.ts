/** The configuration cannot be used; the message lists every problem. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  static readonly remedy = 'Each variable is explained by --help and in .env.example.'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    const list = problems.map((problem) => `  - ${problem}`).join('\n')
    super(`The configuration has ${count}:\n${list}\n${ConfigError.remedy}`)
    this.problems = problems
  }
}
