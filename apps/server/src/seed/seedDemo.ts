import { parseMana } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { CreditsError } from '../errors/CreditsError.js'
import { createLocalHints } from '../hints/createLocalHints.js'
import type { Issuance } from '../voucher/signVoucher.js'
import { underAllowance } from '../voucher/underAllowance.js'
import {
  type DemoSeason,
  demoBudgetMana,
  demoGoalId,
  demoGoals,
  pastDemoSeason,
  runningDemoSeason,
} from './demoSeason.js'
import { playDemoWeek } from './playDemoWeek.js'
import { recordDemoHistory } from './recordDemoHistory.js'
import { tellDemoStories } from './tellDemoStories.js'

/** Any constant does; instances that start together seed one after the other. */
const seedLock = 7_203_120

/**
 * Makes the demo's seasons, users and credits, or tops them up with what has come since the last start. What is past is told in
 * one transaction: a start that is cut off leaves nothing half told. This week is played after it, and the next start goes on.
 */
export async function seedDemo(knex: Knex, issuance: Issuance): Promise<void> {
  const { now, season } = await knex.transaction(async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(?)', [seedLock])
    const { rows } = await trx.raw<{ rows: { now: Date }[] }>(
      "select date_trunc('milliseconds', clock_timestamp()) as now",
    )
    const now = rows[0]?.now ?? new Date()
    const seasons = await ensureSeasons(trx, now)
    for (const history of tellDemoStories({ now, ...seasons })) {
      const tell = (allowed: Issuance) => trx.transaction((step) => recordDemoHistory(step, history, allowed))
      await underAllowance(issuance, tell).catch(passOverRefusal)
    }
    return { now, season: seasons.running }
  })
  // Nobody watches yet.
  const deps = { knex, hints: createLocalHints(), issuance }
  if (season) await playDemoWeek(deps, { season, now }).catch(passOverRefusal)
}

/**
 * An operator of the demo may have paused or closed its season, lowered its budgets, closed a goal, flagged a user, revoked a
 * credit or capped the signer; the demo starts all the same.
 */
function passOverRefusal(error: unknown): void {
  if (!(error instanceof CreditsError) || !/^(SEASON|WEEK|GOAL|RECIPIENT|CREDIT|SIGNER)_/.test(error.code)) throw error
}

/** The demo's own seasons; `running` is null when an operator's season stands in the place of one. */
async function ensureSeasons(
  trx: Knex.Transaction,
  now: Date,
): Promise<{ running: DemoSeason | null; past: DemoSeason | null }> {
  const last = await trx('seasons')
    .whereRaw(
      "exists (select from goals where goals.season_id = seasons.id and goals.id = 's' || seasons.id || '-log-in')",
    )
    .orderBy('runs_until', 'desc')
    .first('id', 'starts_at', 'runs_until', 'grace_days')
  const newest = last && { id: last.id, startsAt: last.starts_at, endsAt: last.runs_until, graceDays: last.grace_days }
  if (newest && newest.endsAt > now) return { running: newest, past: null }
  const greatest = await trx('seasons').max('id as id').first()
  // Another season may have run since the demo's last one was closed.
  const over = await trx('seasons').where('runs_until', '<=', now).max('runs_until as at').first()
  const previous = newest && { id: greatest?.['id'], endsAt: over?.['at'] }
  const running = runningDemoSeason(now, previous ?? null)
  const past = newest ? null : pastDemoSeason(running)
  return {
    past: past !== null && (await ensureSeason(trx, past)) ? past : null,
    running: (await ensureSeason(trx, running)) ? running : null,
  }
}

/** Makes a season with its goals, unless it would stand in the way of another one; tells whether it did. */
async function ensureSeason(trx: Knex.Transaction, { id, startsAt, endsAt, graceDays }: DemoSeason): Promise<boolean> {
  const season = {
    id,
    name: `Season ${id}`,
    starts_at: startsAt,
    ends_at: endsAt,
    grace_days: graceDays,
    budget_wei: String(parseMana(demoBudgetMana)),
  }
  const goals = demoGoals.map(({ name, title, steps, rewardMana }) => ({
    id: demoGoalId({ id }, name),
    season_id: id,
    title,
    period: 'weekly',
    steps,
    reward_wei: String(parseMana(rewardMana)),
  }))
  // Without a target it passes over an overlap as well as an id that is taken.
  const made = await trx('seasons').insert(season).onConflict().ignore().returning('id')
  if (made.length > 0) await trx('goals').insert(goals).onConflict('id').ignore()
  return made.length > 0
}
