import pg, { type ClientBase } from 'pg'

/** The database is not the one this ledger's epoch was made in: it was restored, copied or failed over. */
export class DatabaseReplacedError extends Error {
  override name = 'DatabaseReplacedError'
  static readonly problem =
    'The database is not the one this ledger was last served from (it was restored, copied or failed over).'
  static readonly remedy = 'Run `credits-server epoch renew`, so that clients drop what they hold, then start again.'

  constructor() {
    super(`${DatabaseReplacedError.problem} ${DatabaseReplacedError.remedy}`)
  }
}

/** [V] An ordinary role may read both control functions. */
export const currentIdentity = `
  (select system_identifier::text from pg_control_system()) as system_identifier,
  (select oid::text from pg_database where datname = current_database()) as database_oid,
  (select timeline_id from pg_control_checkpoint()) as timeline_id`

const statement = `
  select (l.system_identifier, l.database_oid, l.timeline_id) = (c.system_identifier, c.database_oid, c.timeline_id) as same
  from ledger_identity l, (select ${currentIdentity}) c`

/**
 * Compares the database behind a new connection with the one the epoch was made in.
 *
 * **Errors:** DatabaseReplacedError.
 */
export async function assertSameDatabase(connection: Pick<ClientBase, 'query'>): Promise<void> {
  const { rows } = await connection.query<{ same: boolean }>(statement)
  if (rows[0]?.same !== true) throw new DatabaseReplacedError()
}

/**
 * The same over a connection of its own; at start, before anything is changed, so that a replaced database stops it with a
 * clear message. A database that has no ledger yet is nobody's.
 *
 * **Errors:** DatabaseReplacedError.
 */
export async function assertSameDatabaseAt(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const { rows } = await client.query<{ ledger: string | null }>("select to_regclass('ledger_identity') as ledger")
    if (rows[0]?.ledger) await assertSameDatabase(client)
  } finally {
    await client.end()
  }
}
