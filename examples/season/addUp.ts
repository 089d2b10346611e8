import type { ExportedCredit, ExportedEntry } from '@credits-server/sdk/admin'

/** Which way money moves with an entry; with the others it does not. */
const signs: Partial<Record<string, bigint>> = { granted: 1n, restored: 1n, spent: -1n, revoked: -1n }

/** What entries leave, in wei. */
export function addUpEntries(entries: readonly Pick<ExportedEntry, 'kind' | 'amountWei'>[]): bigint {
  return entries.reduce((sum, { kind, amountWei }) => sum + (signs[kind] ?? 0n) * BigInt(amountWei), 0n)
}

/** What credits hold, in wei. */
export function addUpCredits(credits: readonly ExportedCredit[]): bigint {
  const held = credits.filter(({ state }) => state !== 'revoked')
  return held.reduce((sum, { amountWei, spentWei }) => sum + BigInt(amountWei) - BigInt(spentWei), 0n)
}

/** What the entries of one actor leave, in wei, by the CSV of the export. It has nothing in quotes that this looks at. */
export function addUpCsv(csv: string, actor: string): bigint {
  const [head = '', ...lines] = csv.trimEnd().split('\r\n')
  const columns = head.split(',')
  const rows = lines.map((line) => line.split(','))
  const cell = (row: string[], name: string) => row[columns.indexOf(name)] ?? ''
  const own = rows.filter((row) => cell(row, 'actor') === actor)
  return addUpEntries(
    own.map((row) => ({ kind: cell(row, 'kind') as ExportedEntry['kind'], amountWei: cell(row, 'amountWei') })),
  )
}
