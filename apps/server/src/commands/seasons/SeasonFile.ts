import type { GoalCreation, GoalEdit, SeasonCreation, SeasonEdit } from '@credits-server/contract'

/**
 * What a season's file says: the fields of createSeason and createGoal, of which null takes away what may be taken away, as in
 * editSeason and editGoal. A field that it does not say is left as it is.
 */
export type SeasonFile = {
  readonly season: Fillable<SeasonCreation, SeasonEdit>
  readonly goals: readonly Fillable<GoalCreation, GoalEdit>[]
}

type Fillable<Creation, Edit> = Omit<Creation, keyof Edit> & {
  [K in keyof Creation & keyof Edit]: undefined extends Creation[K] ? Edit[K] : Creation[K]
}
