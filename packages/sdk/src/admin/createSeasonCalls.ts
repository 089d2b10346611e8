import type { ManagedSeason, SeasonCreation, SeasonEdit } from '@credits-server/contract'
import { type CallOptions, callOperation, once } from '../request/callOperation.js'
import type { Api } from '../request/createApi.js'
import { has } from '../request/isAnswer.js'
import { type PageOptions, readPages } from '../request/readPages.js'

/** Calls about seasons. **Errors:** CreditsApiError. */
export type SeasonCalls = {
  /**
   * Creates a season. It is sent once: after OUTCOME_UNKNOWN, TIMEOUT or NETWORK it may have been made, and to send it again is
   * refused with SEASON_OVERLAPS or SEASON_EXISTS if it was. **Source:** createSeason.
   */
  createSeason(season: SeasonCreation, options?: CallOptions): Promise<ManagedSeason>
  /** Changes what is given of a season. **Source:** editSeason. */
  editSeason(id: number, edit: SeasonEdit, options?: CallOptions): Promise<ManagedSeason>
  /** Stops whatever takes from the budget of a season. **Source:** pauseSeason. */
  pauseSeason(id: number, options?: CallOptions): Promise<ManagedSeason>
  /** Ends a pause. **Source:** resumeSeason. */
  resumeSeason(id: number, options?: CallOptions): Promise<ManagedSeason>
  /** Ends a season for good. **Source:** closeSeason. */
  closeSeason(id: number, options?: CallOptions): Promise<ManagedSeason>
  /** Deletes a season without history, and returns it as it was. It is sent once. **Source:** deleteSeason. */
  deleteSeason(id: number, options?: CallOptions): Promise<ManagedSeason>
  /** Returns a season with its budgets. **Source:** getSeason. */
  getSeason(id: number, options?: CallOptions): Promise<ManagedSeason>
  /** Iterates the seasons with their budgets, the one that starts last first. **Source:** listSeasons. */
  listSeasons(options?: PageOptions): AsyncGenerator<ManagedSeason, void, undefined>
}

const isManagedSeason = has('id', 'budget')

/** Creates the calls about seasons. What says how a season is to be can be repeated; what is true once only is sent once. */
export function createSeasonCalls(api: Api): SeasonCalls {
  return {
    createSeason: (body, options) =>
      callOperation(once(api), 'post', '/seasons', { body, ...options }, isManagedSeason),
    editSeason: (seasonId, body, options) =>
      callOperation(api, 'patch', '/seasons/{seasonId}', { path: { seasonId }, body, ...options }, isManagedSeason),
    pauseSeason: (seasonId, options) =>
      callOperation(api, 'post', '/seasons/{seasonId}/pause', { path: { seasonId }, ...options }, isManagedSeason),
    resumeSeason: (seasonId, options) =>
      callOperation(api, 'post', '/seasons/{seasonId}/resume', { path: { seasonId }, ...options }, isManagedSeason),
    closeSeason: (seasonId, options) =>
      callOperation(api, 'post', '/seasons/{seasonId}/close', { path: { seasonId }, ...options }, isManagedSeason),
    deleteSeason: (seasonId, options) =>
      callOperation(once(api), 'delete', '/seasons/{seasonId}', { path: { seasonId }, ...options }, isManagedSeason),
    getSeason: (seasonId, options) =>
      callOperation(api, 'get', '/seasons/{seasonId}', { path: { seasonId }, ...options }, isManagedSeason),
    listSeasons: (options) => readPages(api, '/seasons/budgets', 'seasons', options, {}),
  }
}
