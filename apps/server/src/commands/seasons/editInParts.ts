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
 * Asks for all changes at once, and if that is refused for one part after the other, so that what may be changed is. A part is
 * changed whole or not: nobody who moves a season wants its end moved and its start not.
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
    if (smaller.length === 1) noteRefusal(item, error, changes)
    else for (const group of smaller) await editInParts(item, { changes: group, parts, patch })
  }
}

/** Asks whether the server has understood and said no, so that all else can go on. */
export function isRefusal(error: unknown): error is ServerRefusal {
  return error instanceof ServerRefusal && error.status >= 400 && error.status < 500
}
