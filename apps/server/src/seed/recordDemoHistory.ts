import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { creditId } from '../voucher/creditId.js'
import { type Issuance, signVoucher } from '../voucher/signVoucher.js'
import type { DemoStep, Flagging, Granting } from './DemoStep.js'

const issuer = 'demo'
const rowsPerInsert = 200

type Entry = {
  readonly kind: string
  readonly credit_id: string | null
  readonly amount_wei: string
  readonly at: Date
}

/**
 * Records what happened to one user, as every change is recorded: lock the user, change the rows, write an entry for each
 * version, move the version. A credit that exists already, and a flag on a flagged user, are passed over.
 */
export async function recordDemoHistory(
  trx: Knex.Transaction,
  { address, steps }: { address: Address; steps: readonly DemoStep[] },
  issuance: Issuance,
): Promise<void> {
  await trx('users').insert({ address, known_at: steps[0]?.at }).onConflict('address').ignore()
  const user = await trx('users').where({ address }).forUpdate().first('version', 'last_at')

  const entries: Entry[] = []
  entries.push(...(await grant(trx, address, steps.filter(isGranting), issuance)))
  for (const step of steps) if (step.kind === 'flagged') entries.push(...(await flag(trx, address, step)))
  if (entries.length === 0) return

  let lastAt: Date = user.last_at ?? new Date(0)
  const rows = entries.map((entry, index) => {
    lastAt = new Date(Math.max(lastAt.getTime(), entry.at.getTime()))
    return { ...entry, address, version: Number(user.version) + index + 1, cause: 'demo', actor: issuer, at: lastAt }
  })
  await trx.batchInsert('entries', rows, rowsPerInsert)
  await trx('users')
    .where({ address })
    .update({ version: Number(user.version) + rows.length, last_at: lastAt })
}

const isGranting = (step: DemoStep): step is Granting => step.kind === 'granted'

async function grant(trx: Knex.Transaction, address: Address, steps: Granting[], issuance: Issuance): Promise<Entry[]> {
  const existing = new Set<string>(await trx('credits').where({ address, issuer }).pluck('id'))
  const added = steps
    .map((step) => ({ ...step, id: creditId(issuer, step.reference) }))
    .filter(({ id }) => !existing.has(id))

  const rows = await Promise.all(added.map((step) => creditRow(address, step, issuance)))
  await trx.batchInsert('credits', rows, rowsPerInsert)
  const bySeason = new Map<number, bigint>()
  for (const { season, valueWei } of added) {
    if (season) bySeason.set(season.id, (bySeason.get(season.id) ?? 0n) + valueWei)
  }
  for (const [id, wei] of bySeason) {
    await trx('seasons')
      .where({ id })
      .update({ granted_wei: trx.raw('granted_wei + ?::numeric', [String(wei)]) })
  }
  return added.flatMap(({ id, at, valueWei, spentWei = 0n }) => {
    const granted = { kind: 'granted', credit_id: id, amount_wei: String(valueWei), at }
    return spentWei === 0n ? [granted] : [granted, { ...granted, kind: 'spent', amount_wei: String(spentWei) }]
  })
}

async function creditRow(address: Address, step: Granting & { id: string }, issuance: Issuance) {
  const { id, at, reference, valueWei, spentWei = 0n, expiresAt, season } = step
  const expiresAtSeconds = Math.floor(expiresAt.getTime() / 1_000)
  return {
    id,
    address,
    issuer,
    reference,
    season_id: season?.id,
    goal_id: season?.goalId,
    goal_period: season?.week?.toISOString().slice(0, 10),
    value_wei: String(valueWei),
    spent_wei: String(spentWei),
    created_at: at,
    claimed_at: at,
    expires_at: expiresAt,
    chain_id: issuance.chainId,
    contract: issuance.contract,
    ...(await signVoucher({ creditId: id, user: address, valueWei, expiresAtSeconds }, issuance)),
  }
}

async function flag(trx: Knex.Transaction, address: Address, { message, at }: Flagging): Promise<Entry[]> {
  if (await trx('flags').where({ address, ended_at: null }).first('id')) return []
  await trx('flags').insert({ address, type: 'multi-account', message, created_at: at })
  return [{ kind: 'flagged', credit_id: null, amount_wei: '0', at }]
}
