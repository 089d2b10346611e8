/** A block of code in a README. */
export type Snippet = {
  /** Where it begins. */
  readonly line: number
  readonly language: string
  readonly imports: string
  readonly body: string
  /** What its comments say that `console.log` prints: `// 20, then 21` are two lines, `…` is anything. */
  readonly promised: readonly string[]
  /** How many of these come before the first `then`; 1 if there is none. */
  readonly promisedAtOnce: number
}

/** Reads the blocks of some languages. */
export function readSnippets(readme: string, ...languages: readonly string[]): Snippet[] {
  return [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, language = '']) => languages.includes(language))
    .map(({ 1: language = '', 2: text = '', index }) => {
      const said = [...text.matchAll(/console\.log\(.*\).* \/\/ (.+)$/gm)].map(([, said = '']) => said.split(', then '))
      return {
        line: readme.slice(0, index).split('\n').length,
        language,
        imports: text.match(/^import .*\n/gm)?.join('') ?? '',
        body: text.replace(/^import .*\n/gm, ''),
        promised: said.flat(),
        promisedAtOnce: said.findIndex(({ length }) => length > 1) + 1 || 1,
      }
    })
}
