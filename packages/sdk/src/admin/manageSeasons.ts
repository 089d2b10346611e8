import type { ManagedSeason, ManagedSeasonPage, SeasonCreation, SeasonEdit } from '@credits-server/contract'
import type { Api } from '../request/createApi.js'
import { sendRequest } from '../request/sendRequest.js'

export type SeasonCallOptions = { readonly signal?: AbortSignal }

export type ListSeasonsOptions = SeasonCallOptions & {
  /** How many seasons one request asks for, 1 to 100; what is iterated is all of them all the same. */
  readonly pageSize?: number
}

/** Calls of the operator about seasons. **Errors:** CreditsApiError. */
export type SeasonCalls = {
  /**
   * Creates a season. It is sent once: after OUTCOME_UNKNOWN, TIMEOUT or NETWORK it may have been made, and to send it again is
   * refused with SEASON_OVERLAPS or SEASON_EXISTS if it was. **Source:** createSeason.
   */
  createSeason(season: SeasonCreation, options?: SeasonCallOptions): Promise<ManagedSeason>
  /** Changes what is given of a season. **Source:** editSeason. */
  editSeason(id: number, edit: SeasonEdit, options?: SeasonCallOptions): Promise<ManagedSeason>
  /** Stops whatever takes from the budget of a season. **Source:** pauseSeason. */
  pauseSeason(id: number, options?: SeasonCallOptions): Promise<ManagedSeason>
  /** Ends a pause. **Source:** resumeSeason. */
  resumeSeason(id: number, options?: SeasonCallOptions): Promise<ManagedSeason>
  /** Ends a season for good. **Source:** closeSeason. */
  closeSeason(id: number, options?: SeasonCallOptions): Promise<ManagedSeason>
  /** Deletes a season without history, and returns it as it was. It is sent once. **Source:** deleteSeason. */
  deleteSeason(id: number, options?: SeasonCallOptions): Promise<ManagedSeason>
  /** Returns a season with its budgets. **Source:** getSeason. */
  getSeason(id: number, options?: SeasonCallOptions): Promise<ManagedSeason>
  /** Iterates the seasons with their budgets, the one that starts last first. **Source:** listSeasons. */
  listSeasons(options?: ListSeasonsOptions): AsyncGenerator<ManagedSeason, void, undefined>
}

/** Creates the calls about seasons. What says how a season is to be can be repeated; what is true once only is sent once. */
export function manageSeasons({ calls, settings }: Api): SeasonCalls {
  const once = { ...settings, retry: { ...settings.retry, tries: 1 } }
  const of = async (seasonId: number) => ({ params: { path: { seasonId } }, headers: await settings.headers() })
  const answer = ({ signal }: SeasonCallOptions = {}) => ({ signal, isAnswer: isManagedSeason })
  return {
    async createSeason(body, options) {
      const headers = await settings.headers()
      return sendRequest(once, answer(options), (signal) => calls.POST('/seasons', { headers, body, signal }))
    },
    async editSeason(id, body, options) {
      const init = await of(id)
      return sendRequest(settings, answer(options), (signal) =>
        calls.PATCH('/seasons/{seasonId}', { ...init, body, signal }),
      )
    },
    async pauseSeason(id, options) {
      const init = await of(id)
      return sendRequest(settings, answer(options), (signal) =>
        calls.POST('/seasons/{seasonId}/pause', { ...init, signal }),
      )
    },
    async resumeSeason(id, options) {
      const init = await of(id)
      return sendRequest(settings, answer(options), (signal) =>
        calls.POST('/seasons/{seasonId}/resume', { ...init, signal }),
      )
    },
    async closeSeason(id, options) {
      const init = await of(id)
      return sendRequest(settings, answer(options), (signal) =>
        calls.POST('/seasons/{seasonId}/close', { ...init, signal }),
      )
    },
    async deleteSeason(id, options) {
      const init = await of(id)
      return sendRequest(once, answer(options), (signal) => calls.DELETE('/seasons/{seasonId}', { ...init, signal }))
    },
    async getSeason(id, options) {
      const init = await of(id)
      return sendRequest(settings, answer(options), (signal) => calls.GET('/seasons/{seasonId}', { ...init, signal }))
    },
    async *listSeasons({ pageSize, signal } = {}) {
      const limit = pageSize === undefined ? {} : { limit: pageSize }
      let cursor: string | null | undefined
      do {
        const headers = await settings.headers()
        const params = { query: { ...limit, ...(cursor ? { cursor } : {}) } }
        const page: ManagedSeasonPage = await sendRequest(settings, { signal, isAnswer: isSeasonPage }, (signal) =>
          calls.GET('/seasons/budgets', { params, headers, signal }),
        )
        yield* page.seasons
        cursor = page.nextCursor
      } while (cursor)
    },
  }
}

function isManagedSeason(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && 'budget' in value
}

function isSeasonPage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'seasons' in value && Array.isArray(value.seasons)
}
