import type { Config } from '../config/parseConfig.js'
import { bringUpToDate } from './bringUpToDate.js'
import { withPostgres } from './withPostgres.js'

/** Brings the schema up to date. */
export async function migrateCommand(config: Config): Promise<void> {
  await withPostgres(config, async ({ connectionString }) => {
    const names = await bringUpToDate(connectionString)
    console.log(names.length === 0 ? 'The schema is up to date.' : `Ran ${names.join(', ')}.`)
  })
}
