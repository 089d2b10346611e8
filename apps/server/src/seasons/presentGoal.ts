import type { Goal } from '@credits-server/contract'
import { formatMana } from '@credits-server/onchain'

/** The columns of a goal. */
export const goalColumns = [
  'id',
  'season_id',
  'title',
  'description',
  'thumbnail',
  'period',
  'steps',
  'reward_wei',
  'closed_at',
] as const

/** A row of these columns. */
export type GoalRow = {
  id: string
  season_id: number
  title: string
  description: string | null
  thumbnail: string | null
  period: Goal['period']
  steps: number
  reward_wei: string
  closed_at: Date | null
}

/** Presents a goal; nothing of it is the operators' secret. **Source:** `#/components/schemas/Goal`. */
export function presentGoal(row: GoalRow): Goal {
  return {
    id: row.id,
    seasonId: row.season_id,
    title: row.title,
    ...(row.description === null ? {} : { description: row.description }),
    ...(row.thumbnail === null ? {} : { thumbnail: row.thumbnail }),
    period: row.period,
    steps: row.steps,
    reward: formatMana(BigInt(row.reward_wei)),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
  }
}
