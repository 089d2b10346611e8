import { inDatabase, startPostgres } from './startPostgres.js'
import { type Server, startServer } from './startServer.js'

/** A season to come, which pays for the grants that name it and for no others. */
export const seasonId = 1

/** Starts a server, and a Postgres of its own, for grants; the season's budget is more than anybody can exhaust. */
export async function startGrantServer(): Promise<Server> {
  const postgres = await startPostgres()
  const connectionString = await postgres.createDatabase('grants')
  await inDatabase(connectionString, (client) =>
    client.query(`insert into seasons (id, name, starts_at, ends_at, grace_days, budget_wei)
      values (${seasonId}, 'Bench', '2080-01-01Z', '2090-01-01Z', 7, 1e40::numeric)`),
  )
  const server = await startServer(connectionString)
  return {
    ...server,
    async stop() {
      await server.stop()
      await postgres.stop()
    },
  }
}
