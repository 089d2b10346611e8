import { addressOf, type Crowd, fillCredits } from './fillCredits.js'
import { startPostgres } from './startPostgres.js'

/** The table that is read: 100,000 users with 5 credits each. */
export type ReadTable = {
  readonly connectionString: string
  /** The paths of the balances of users that are read again and again. */
  readonly hotPaths: readonly string[]
  /** The paths of the balances of all others. */
  readonly coldPaths: readonly string[]
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
  const paths = Array.from({ length: crowd.users }, (_, user) => pathOf(user))
  return {
    connectionString,
    hotPaths: paths.slice(0, hotUsers),
    coldPaths: paths.slice(hotUsers),
    stop: () => postgres.stop(),
  }
}
