import { ServerRefusal } from '../dataOf.js'
import type { FieldChange } from './compareFields.js'
import { type ImportItem, noteRefusal } from './ImportItem.js'

type Edit = {
  readonly changes: readonly FieldChange[]
  /** Which fields are asked for together when not all may be changed. */
  readonly parts: readonly (readonly string[])[]
  readonly patch: (body: Readonly<Record<string, unknown>>) => Promise<unknown>
}

/**
 * Asks for all changes at once, and if that is refused for one part after the other, so that what may be changed is. Dates move
 * together, because one without the other may be no season; when they are frozen each is asked for alone, because a later end
 * may be had.
 *
 * **Errors:** those of `patch` that are no refusals.
 */
export async function editInParts(item: ImportItem, { changes, parts, patch }: Edit): Promise<void> {
  try {
    await patch(Object.fromEntries(changes.map(({ field, to }) => [field, to])))
    item.changes.push(...changes)
  } catch (error) {
    if (!isRefusal(error)) throw error
    const groups = parts.map((fields) => changes.filter(({ field }) => fields.includes(field)))
    const smaller = groups.filter((group) => group.length > 0)
    const alone = error.code === 'SEASON_DATES_FROZEN' && smaller.length === 1 ? changes.map((change) => [change]) : []
    const next = smaller.length > 1 ? smaller : alone.length > 1 ? alone : []
    if (next.length === 0) noteRefusal(item, error, changes)
    for (const group of next) await editInParts(item, { changes: group, parts, patch })
  }
}

/** Asks whether the server has understood and said no, so that all else can go on. */
export function isRefusal(error: unknown): error is ServerRefusal {
  return error instanceof ServerRefusal && error.status >= 400 && error.status < 500
}
