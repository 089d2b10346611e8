import { parseMana } from '@credits-server/onchain'
import type { Knex } from 'knex'
import type { Issuance } from '../voucher/signVoucher.js'
import { type DemoSeason, demoBudgetMana, demoGoals, pastDemoSeason, runningDemoSeason } from './demoSeason.js'
import { recordDemoHistory } from './recordDemoHistory.js'
import { tellDemoStories } from './tellDemoStories.js'

/** Any constant does; instances that start together seed one after the other. */
const seedLock = 7_203_120

/**
 * Makes the demo's seasons, users and credits, or tops them up with what has come since the last start. One transaction:
 * a start that is cut off leaves nothing half told.
 */
export async function seedDemo(knex: Knex, issuance: Issuance): Promise<void> {
  await knex.transaction(async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(?)', [seedLock])
    const { rows } = await trx.raw<{ rows: { now: Date }[] }>(
      "select date_trunc('milliseconds', clock_timestamp()) as now",
    )
    const now = rows[0]?.now ?? new Date()
    const seasons = await ensureSeasons(trx, now)
    for (const history of tellDemoStories({ now, ...seasons })) await recordDemoHistory(trx, history, issuance)
  })
}

async function ensureSeasons(
  trx: Knex.Transaction,
  now: Date,
): Promise<{ running: DemoSeason; past: DemoSeason | null }> {
  const last = await trx('seasons').orderBy('ends_at', 'desc').first('id', 'starts_at', 'ends_at', 'grace_days')
  const newest = last && { id: last.id, startsAt: last.starts_at, endsAt: last.ends_at, graceDays: last.grace_days }
  const running = newest && newest.endsAt > now ? newest : runningDemoSeason(now, newest ?? null)
  const past = newest ? null : pastDemoSeason(running)
  if (past) await ensureSeason(trx, past)
  await ensureSeason(trx, running)
  return { running, past }
}

async function ensureSeason(trx: Knex.Transaction, { id, startsAt, endsAt, graceDays }: DemoSeason): Promise<void> {
  const season = {
    id,
    name: `Season ${id}`,
    starts_at: startsAt,
    ends_at: endsAt,
    grace_days: graceDays,
    budget_wei: String(parseMana(demoBudgetMana)),
  }
  const goals = demoGoals.map(({ name, title, steps, rewardMana }) => ({
    id: `s${id}-${name}`,
    season_id: id,
    title,
    period: 'weekly',
    steps,
    reward_wei: String(parseMana(rewardMana)),
  }))
  await trx('seasons').insert(season).onConflict('id').ignore()
  await trx('goals').insert(goals).onConflict('id').ignore()
}
