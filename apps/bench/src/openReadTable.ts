import { addressOf, type Crowd, fillCredits } from './fillCredits.js'
import { startPostgres } from './startPostgres.js'

/** The table that is read: 100,000 users with 5 credits each. */
export type ReadTable = {
  readonly connectionString: string
  /** The paths of the balances of users that are read again and again. */
  readonly hotPaths: readonly string[]
  /** Returns the paths of balances that were never returned before, scattered over the table. */
  takeColdPaths(count: number): string[]
  stop(): Promise<void>
}

const crowd: Crowd = { kind: 'reader', users: 100_000, creditsEach: 5 }
const hotUsers = 10_000

/** Opens it in a Postgres of its own. */
export async function openReadTable(): Promise<ReadTable> {
  const postgres = await startPostgres()
  const connectionString = await postgres.createDatabase('read_table')
  await fillCredits(connectionString, [crowd])
  const pathOf = (user: number) => `/users/${addressOf(crowd, user)}/credits`
  let taken = hotUsers
  return {
    connectionString,
    hotPaths: Array.from({ length: hotUsers }, (_, user) => pathOf(user)),
    takeColdPaths(count) {
      if (taken + count > crowd.users) throw new Error('all of them have been asked for')
      const first = taken
      taken += count
      return Array.from({ length: count }, (_, nth) => pathOf(first + nth))
    },
    stop: () => postgres.stop(),
  }
}
