import { type Address, parseMana } from '@credits-server/onchain'
import type { DemoStep } from './DemoStep.js'
import { type DemoSeason, demoGoalId, demoGoals, spendBy, startedWeeks } from './demoSeason.js'
import { demoUsers } from './demoUsers.js'

type Story = { readonly now: Date; readonly running: DemoSeason | null; readonly past: DemoSeason | null }

const minuteMs = 60_000
const dayMs = 86_400_000

/** What happened to one user, in order. */
type DemoHistory = { readonly address: Address; readonly steps: readonly DemoStep[] }

/** Tells what has happened to each demo user up to `now`. Telling it again later adds what has come since. */
export function tellDemoStories({ now, running, past }: Story): DemoHistory[] {
  const goals = ({ address }: DemoUser, season: DemoSeason, spent?: Spending) => ({
    address,
    steps: earnGoals({ address, season, now, spent }),
  })
  return [
    ...(running
      ? [
          goals(demoUsers.fresh, running),
          goals(demoUsers.partlyUsed, running, (valueWei, nth) => [valueWei, valueWei / 2n, 0n, 0n][nth] ?? 0n),
          goals(demoUsers.allUsed, running, (valueWei) => valueWei),
          { address: demoUsers.thousand.address, steps: grantThousand(running) },
          { address: demoUsers.exact.address, steps: grantExact(running) },
        ]
      : []),
    { address: demoUsers.expiring.address, steps: [2, 5, 10].map((minutes) => expireIn(minutes, now)) },
    // They are told once: what is past stays as it is.
    ...(past ? [goals(demoUsers.expired, past), { address: demoUsers.flagged.address, steps: flag(past) }] : []),
  ]
}

type DemoUser = (typeof demoUsers)[keyof typeof demoUsers]

/** How much of the nth credit, worth `valueWei`, was spent. */
type Spending = (valueWei: bigint, nth: number) => bigint

type Earning = { address: Address; season: DemoSeason; now: Date; spent: Spending | undefined }

function earnGoals({ address, season, now, spent = () => 0n }: Earning): DemoStep[] {
  return startedWeeks(season, now).flatMap((week) =>
    demoGoals.map(({ name, rewardMana }, nth) => {
      const valueWei = parseMana(rewardMana)
      const goalId = demoGoalId(season, name)
      return {
        kind: 'granted' as const,
        at: new Date(Math.min(now.getTime(), week.getTime() + (nth + 1) * dayMs)),
        reference: `seed:${address}:${goalId}:${dayText(week)}`,
        valueWei,
        expiresAt: spendBy(season),
        season: { id: season.id, endsAt: season.endsAt, goalId, week },
        spentWei: spent(valueWei, nth),
      }
    }),
  )
}

function expireIn(minutes: number, now: Date): DemoStep {
  const expiresAtMs = Math.floor(now.getTime() / 1_000) * 1_000 + minutes * minuteMs
  return {
    kind: 'granted',
    at: now,
    reference: `seed:expiring:${expiresAtMs}`,
    valueWei: parseMana(String(minutes)),
    expiresAt: new Date(expiresAtMs),
  }
}

function flag(past: DemoSeason): DemoStep[] {
  const { address } = demoUsers.flagged
  return [
    ...earnGoals({ address, season: past, now: past.endsAt, spent: undefined }).slice(0, 4),
    { kind: 'flagged', at: past.endsAt, message: 'Several accounts are used by one person.' },
  ]
}

function grantThousand(running: DemoSeason): DemoStep[] {
  return Array.from({ length: 1_000 }, (_, index) => ({
    kind: 'granted' as const,
    at: running.startsAt,
    reference: `seed:thousand:${running.id}:${index}`,
    valueWei: parseMana(`${1 + (index % 9)}.${String(index).padStart(3, '0')}`),
    expiresAt: spendBy(running),
    season: { id: running.id, endsAt: running.endsAt },
  }))
}

function grantExact(running: DemoSeason): DemoStep[] {
  return ['0.1', '0.2', '12.5', '123456789.123456789123456789'].map((mana) => ({
    kind: 'granted' as const,
    at: running.startsAt,
    reference: `seed:exact:${running.id}:${mana}`,
    valueWei: parseMana(mana),
    expiresAt: spendBy(running),
  }))
}

const dayText = (day: Date) => day.toISOString().slice(0, 10)
