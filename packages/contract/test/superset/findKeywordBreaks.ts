import { isDeepStrictEqual } from 'node:util'
import type { BreakKind, ContractBreak } from './contractBreak.js'
import { extendPointer } from './jsonPointer.js'
import type { JsonObject, JsonValue } from './jsonValue.js'

/** Says what may happen to the keywords of one kind of node. */
export interface NodeRule {
  /** Keywords that the node's own function compares, member by member. */
  walked: readonly string[]
  /** Keywords that a candidate may have where the baseline has none; `x-…` always may. */
  mayGain: readonly string[]
  /** Keywords whose value is a list in which order says nothing. */
  unordered?: readonly string[]
}

/** Keywords whose change has a kind of its own; any other is `keyword-changed` or `keyword-added`. */
const KIND_OF_KEYWORD: ReadonlyMap<string, BreakKind> = new Map([
  ['operationId', 'operation-id-changed'],
  ['summary', 'summary-changed'],
  ['description', 'description-changed'],
  ['servers', 'server-changed'],
  ['security', 'security-changed'],
  ['type', 'type-changed'],
  ['format', 'format-changed'],
  ['pattern', 'pattern-changed'],
  ['enum', 'enum-changed'],
  ['required', 'required-changed'],
])

/**
 * Compares two nodes keyword by keyword: what the baseline says stays equal, what it does not say is on the node's
 * allow-list or is a break.
 *
 * Both halves fail closed. A keyword that nobody thought of, in a future baseline or a future candidate, is reported.
 */
export function findKeywordBreaks(
  baseline: JsonObject,
  candidate: JsonObject,
  pointer: string,
  rule: NodeRule,
): ContractBreak[] {
  const breaks: ContractBreak[] = []
  for (const [keyword, value] of Object.entries(baseline)) {
    if (rule.walked.includes(keyword)) continue
    const now = candidate[keyword]
    if (isSame(value, now, rule.unordered?.includes(keyword) ?? false)) continue
    const kind = KIND_OF_KEYWORD.get(keyword) ?? 'keyword-changed'
    const message = `${keyword} was ${show(value)} and is ${show(now)}; put it back`
    breaks.push({ pointer: extendPointer(pointer, keyword), kind, message })
  }
  for (const [keyword, value] of Object.entries(candidate)) {
    if (Object.hasOwn(baseline, keyword) || rule.mayGain.includes(keyword) || keyword.startsWith('x-')) continue
    const kind = KIND_OF_KEYWORD.get(keyword) ?? 'keyword-added'
    const message = `${keyword} ${show(value)} is new here, where the baseline has none; take it out`
    breaks.push({ pointer: extendPointer(pointer, keyword), kind, message })
  }
  return breaks
}

function isSame(before: JsonValue, now: JsonValue | undefined, unordered: boolean): boolean {
  if (!unordered || !Array.isArray(before) || !Array.isArray(now)) return isDeepStrictEqual(before, now)
  return isDeepStrictEqual(before.map(show).sort(), now.map(show).sort())
}

function show(value: JsonValue | undefined): string {
  return value === undefined ? 'missing' : JSON.stringify(value)
}
