import { readFileSync } from 'node:fs'
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import { CommandError } from '../CommandError.js'
import { createFileCheck } from './createFileCheck.js'
import { explainFileError } from './explainFileError.js'
import type { SeasonFile } from './SeasonFile.js'

/** What is wrong with a file, and on which line. */
export type FileProblem = { readonly line: number; readonly problem: string }

/**
 * Reads a season and its goals from a YAML file.
 *
 * **Shape:** YAML 1.2, in which a time is a text and `yes` is one too. An amount has quotes, here as in JSON: what reads a bare
 * 20.5 elsewhere, an editor or another parser, has made a float of it before anybody is asked.
 * **Errors:** CommandError INVALID_FILE with every problem and its line.
 */
export function readSeasonFile(file: string): SeasonFile {
  const lines = new LineCounter()
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const lineAt = (offset: number) => lines.linePos(offset).line
  const unparsed = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    line: lineAt(pos[0]),
    problem: `${message}.`,
  }))
  if (unparsed.length > 0) throw invalid(file, unparsed)

  const content = toJs(file, document)
  const offsetOf = (path: readonly string[], key?: string) => findNode(document, path, key)?.range?.[0] ?? 0
  const problems = createFileCheck()(content).map((error) => {
    const path = error.instancePath.split('/').slice(1)
    const node = findNode(document, path)
    const { problem, key } = explainFileError(error, path, isScalar(node) ? node.source : undefined)
    return { line: lineAt(offsetOf(path, key)), problem }
  })
  if (problems.length > 0) throw invalid(file, problems)

  const { season, goals = [] } = content as { season: SeasonFile['season']; goals?: SeasonFile['goals'] }
  const twice = goals.flatMap(({ id }, index) => {
    const first = goals.findIndex((goal) => goal.id === id)
    const lineOf = (nth: number) => lineAt(offsetOf(['goals', String(nth), 'id']))
    const problem = `goals[${index}].id is ${id}, as on line ${lineOf(first)}.`
    return first === index ? [] : [{ line: lineOf(index), problem }]
  })
  if (twice.length > 0) throw invalid(file, twice)
  return { season, goals }
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError('INVALID_FILE', `${file} cannot be read: ${why}.`, null, { cause })
  }
}

function toJs(file: string, document: Document.Parsed): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    // Such as aliases that unfold into more than anybody would write.
    throw invalid(file, [{ line: 1, problem: cause instanceof Error ? cause.message : String(cause) }])
  }
}

function invalid(file: string, problems: readonly FileProblem[]): CommandError {
  const sorted = [...problems].sort((a, b) => a.line - b.line)
  const list = sorted.map(({ line, problem }) => `  line ${line}: ${problem}`).join('\n')
  const problem = `${file} is not as a season must be:\n${list}`
  return new CommandError('INVALID_FILE', problem, 'Correct these lines; nothing was asked of the server.', {
    facts: { problems: sorted },
  })
}

/** Finds the node at a path, or the key of that name in it. */
function findNode(document: Document.Parsed, path: readonly string[], key?: string): Node | null {
  let node = resolved(document, document.contents)
  for (const step of path) {
    if (isMap(node)) node = resolved(document, pairOf(node.items, step)?.value)
    else if (isSeq(node)) node = resolved(document, node.items[Number(step)])
  }
  if (key === undefined || !isMap(node)) return node
  return (pairOf(node.items, key)?.key as Node | undefined) ?? node
}

const pairOf = (items: readonly Pair[], name: string) =>
  items.find(({ key }) => isScalar(key) && String(key.value) === name)

function resolved(document: Document.Parsed, node: unknown): Node | null {
  return (isAlias(node) ? node.resolve(document) : (node as Node | null | undefined)) ?? null
}
