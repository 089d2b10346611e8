import { parseMana } from '@credits-server/onchain'
import { openKnex } from '../../server/src/db/openKnex.js'
import { findDiscrepancies } from '../../server/src/ledger/findDiscrepancies.js'
import type { BookedGrant } from './createGrantBook.js'

type Input = {
  readonly connectionString: string
  readonly grants: readonly BookedGrant[]
  /** Every signature that has left a process. */
  readonly signatures: readonly string[]
}

/** What is wrong; every list is empty when all is well. */
export type Audit = {
  /** Acknowledged, and not stored as it was acknowledged. */
  readonly lost: string[]
  /** Stored more than once, or for more than was asked. */
  readonly doubled: string[]
  /** Stored, though the client was told that nothing was done, or never asked. */
  readonly unasked: string[]
  /** Signatures without a committed row: money outside the ledger. */
  readonly orphans: string[]
  /** What the auditor of the ledger finds. */
  readonly discrepancies: string[]
}

type Row = { id: string; reference: string; address: string; value_wei: string; signature: string; entries: string }

/** Holds what clients know against what is stored: acknowledged ⊆ stored ⊆ acknowledged ∪ unknown, and each once. */
export async function auditGrants({ connectionString, grants, signatures }: Input): Promise<Audit> {
  const knex = openKnex(connectionString)
  try {
    const { rows } = await knex.raw<{ rows: Row[] }>(stored)
    const byKey = groupByKey(rows)
    const booked = new Map(grants.map((entry) => [entry.grant.key, entry]))
    const found = [...byKey]
    const discrepancies = await findDiscrepancies(knex)
    return {
      lost: grants.filter(({ grant, acked }) => acked !== null && !isStored(acked, byKey.get(grant.key))).map(keyOf),
      doubled: found.filter(([key, credits]) => isMoreThan(booked.get(key), credits)).map(([key]) => key),
      unasked: found.filter(([key]) => !mayExist(booked.get(key))).map(([key]) => key),
      orphans: findOrphans(signatures, rows),
      discrepancies: discrepancies.map(({ subject, problem }) => `${subject}: ${problem}`),
    }
  } finally {
    await knex.destroy()
  }
}

const stored = `
  select c.id, c.reference, c.address, c.value_wei::text, c.signature,
    (select count(*) from entries e where e.credit_id = c.id and e.kind = 'granted') as entries
  from credits c`

function groupByKey(rows: readonly Row[]): Map<string, Row[]> {
  const byKey = new Map<string, Row[]>()
  for (const row of rows) {
    const key = row.reference.replace(/^idem:/, '')
    byKey.set(key, [...(byKey.get(key) ?? []), row])
  }
  return byKey
}

const keyOf = ({ grant }: BookedGrant) => grant.key

function isStored(acked: string, credits: readonly Row[] = []): boolean {
  const { id, signature }: { id: string; signature: string } = JSON.parse(acked)
  return credits.some((credit) => credit.id === id && credit.signature === signature)
}

function isMoreThan(entry: BookedGrant | undefined, credits: readonly Row[]): boolean {
  const [credit] = credits
  if (!entry || !credit) return false
  const { address, amount } = entry.grant
  const asAsked = credit.address === address && BigInt(credit.value_wei) === parseMana(amount)
  return credits.length > 1 || Number(credit.entries) !== 1 || !asAsked
}

function mayExist(entry: BookedGrant | undefined): boolean {
  return entry !== undefined && (entry.acked !== null || entry.unknown)
}

/** A signature that was cut half way is known by its beginning, which no two have in common. */
function findOrphans(signatures: readonly string[], rows: readonly Row[]): string[] {
  const byBeginning = new Map(rows.map(({ signature }) => [signature.slice(0, beginning), signature]))
  return signatures.filter((seen) => !byBeginning.get(seen.slice(0, beginning))?.startsWith(seen))
}

/** `0x` and 128 bits. */
const beginning = 34
