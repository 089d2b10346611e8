import type { FieldChange } from './compareFields.js'
import type { ImportItem } from './ImportItem.js'

/** Presents what has become of a season and its goals, or what would; a line for each, and beneath it what is to be said of it. */
export function presentImport(items: readonly ImportItem[], isDry: boolean): string {
  const names = items.map(({ kind, id }) => `${kind} ${id ?? '(new)'}`)
  const width = Math.max(...names.map((name) => name.length)) + 2
  const lines = items.flatMap((item, index) => [
    `${(names[index] ?? '').padEnd(width)}${wordFor(item, isDry)}`,
    ...detailsOf(item).map((line) => `    ${line}`),
  ])
  return `${[...lines, '', sumUp(items, isDry)].join('\n')}`
}

function wordFor({ outcome, changes }: ImportItem, isDry: boolean): string {
  if (outcome === 'left') return 'left: it is on the server and not in the file'
  if (outcome === 'untried') return 'not tried any more'
  if (outcome === 'unknown') return 'unknown: the server did not say what came of it'
  if (outcome === 'refused' && changes.length > 0) return 'refused in part'
  if (outcome === 'unchanged' || outcome === 'refused') return outcome
  return isDry ? `would be ${outcome}` : outcome
}

function detailsOf({ changes, refused, left, notes }: ImportItem): string[] {
  const fields = Object.entries(left).map(([field, value]) => `${field} ${JSON.stringify(value)}`)
  return [
    ...changes.map(presentChange),
    ...refused.flatMap(({ changes, code, message, remedy, details }) => [
      ...changes.map((change) => `refused: ${presentChange(change)}`),
      `${code}: ${message}${remedy === null ? '' : ` ${remedy}`}${details === undefined ? '' : ` ${JSON.stringify(details)}`}`,
    ]),
    ...(fields.length === 0 ? [] : [`left, because the file does not say it: ${fields.join(', ')}`]),
    ...notes,
  ]
}

const presentChange = ({ field, from, to }: FieldChange) => `${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`

function sumUp(items: readonly ImportItem[], isDry: boolean): string {
  const counts = Object.entries(countOutcomes(items)).map(([outcome, count]) => `${count} ${outcome}`)
  const sum = `${counts.join(', ')}.`
  if (!isDry) return sum
  return `A dry run; nothing was changed. It would be: ${sum} What is frozen by credits or progress the server refuses.`
}

/** Counts how many items had each outcome. */
export function countOutcomes(items: readonly ImportItem[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { outcome } of items) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
