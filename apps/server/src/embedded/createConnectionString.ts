/** The role that initdb makes. The socket's folder decides who may be it. */
export const superuser = 'credits'
/** The database of the server's tables. */
export const database = 'credits'
/** A name only: it ends the socket's file name, no TCP port is opened. */
export const port = 5432

/**
 * Builds the connection string for a socket folder, for pg, knex and libpq alike.
 *
 * **Shape:** `host` is a query parameter, and `localhost` is there only because `new URL` (knex) refuses a user without a
 * host. Everything a PG* variable could fill in is given, `options` and `sslnegotiation` too: pg takes an absent one
 * from PGOPTIONS and PGSSLNEGOTIATION.
 */
export function createConnectionString(socketDir: string, databaseName: string = database): string {
  const parameters = {
    host: socketDir,
    port: String(port),
    sslmode: 'disable',
    sslnegotiation: 'postgres',
    options: '-c timezone=UTC',
  }
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `postgres://${superuser}@localhost/${databaseName}?${query.join('&')}`
}
