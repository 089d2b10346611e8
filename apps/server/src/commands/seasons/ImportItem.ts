import type { ServerRefusal } from '../dataOf.js'
import type { FieldChange } from './compareFields.js'

/** What the server has refused of an item. */
export type ItemRefusal = {
  /** None if it was not to be changed but made. */
  readonly changes: readonly FieldChange[]
  readonly code: string
  readonly message: string
  readonly remedy: string | null
  readonly details?: unknown
}

/** The season, or one of its goals, and what has become of it. A dry run says what would. */
export type ImportItem = {
  readonly kind: 'season' | 'goal'
  /** Null for a season that has none yet. */
  id: number | string | null
  outcome:
    | 'created'
    | 'changed'
    | 'unchanged'
    /** Something of it was refused; `changes` are what was made nevertheless. */
    | 'refused'
    /** It is on the server and not in the file. */
    | 'left'
    /** It was asked for, and nobody knows what has come of it. */
    | 'unknown'
    /** It was not asked for any more. */
    | 'untried'
  changes: FieldChange[]
  refused: ItemRefusal[]
  /** Fields that the server has and the file does not say. */
  left: Readonly<Record<string, unknown>>
  notes: string[]
}

/** Creates an item of which nothing is known yet. */
export function createItem(kind: ImportItem['kind'], id: ImportItem['id']): ImportItem {
  return { kind, id, outcome: 'untried', changes: [], refused: [], left: {}, notes: [] }
}

/** Notes that the server has refused some of it. */
export function noteRefusal(item: ImportItem, refusal: ServerRefusal, changes: readonly FieldChange[] = []): void {
  const { code, problem, remedy, facts } = refusal
  const details = facts['details']
  item.refused.push({ changes, code, message: problem, remedy, ...(details === undefined ? {} : { details }) })
}
