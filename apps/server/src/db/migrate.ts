import knex, { type Knex } from 'knex'
import type { Migration } from './Migration.js'
import { migrations } from './migrations/index.js'

type Direction = 'up' | 'down'

/** Told the name of each migration before it runs, and which of how many it is. */
export type OnMigration = (name: string, nth: number, count: number) => void

/** Any constant does; it only has to be the same in every instance. */
const migrationLock = 7_203_119

/**
 * Brings the schema to its newest form, or takes `steps` migrations (all by default) back. Instances that start at the same moment take turns on an
 * advisory lock, which dies with its session; knex's own lock is a row that a killed migration would leave behind.
 *
 * @returns the names of the migrations that ran.
 */
export async function migrate(
  connectionString: string,
  direction: Direction = 'up',
  steps?: number,
  onMigration: OnMigration = () => {},
): Promise<string[]> {
  const database = knex({
    client: 'pg',
    connection: { connectionString, application_name: 'credits-server migrate' },
    pool: { min: 0, max: 2 },
    acquireConnectionTimeout: 10_000,
    migrations: { migrationSource: createSource(onMigration) },
  })
  try {
    return await database.transaction(async (turn) => {
      await turn.raw('select pg_advisory_xact_lock(?)', [migrationLock])
      return run(database, direction, steps)
    })
  } finally {
    await database.destroy()
  }
}

async function run(database: Knex, direction: Direction, steps: number | undefined): Promise<string[]> {
  await database.migrate.forceFreeMigrationsLock()
  if (direction === 'up') {
    const [, names]: [number, string[]] = await database.migrate.latest()
    return names
  }
  const undone: string[] = []
  while (undone.length < (steps ?? migrations.length)) {
    const [, names]: [number, { name: string }[] | string[]] = await database.migrate.down()
    const [name] = names
    if (name === undefined) break
    undone.push(typeof name === 'string' ? name : name.name)
  }
  return undone
}

function createSource(onMigration: OnMigration): Knex.MigrationSource<Migration> {
  return {
    getMigrations: async () => [...migrations],
    getMigrationName: (migration) => migration.name,
    getMigration: async (migration) => ({
      up: (trx) => {
        onMigration(migration.name, migrations.findIndex(({ name }) => name === migration.name) + 1, migrations.length)
        return trx.raw(migration.up)
      },
      down: (trx) => trx.raw(migration.down),
    }),
  }
}
