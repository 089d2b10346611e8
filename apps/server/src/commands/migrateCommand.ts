import { bringUpToDate } from './bringUpToDate.js'
import type { Command } from './Command.js'
import { withPostgres } from './withPostgres.js'

/** Brings the schema up to date. */
export const migrateCommand: Command = {
  about: 'Bring the schema up to date and end.',
  async run({ readConfig, report }) {
    await withPostgres(readConfig(), report.say, async ({ connectionString }) => {
      const names = await bringUpToDate(connectionString, report.progress)
      report.result({ ran: names }, names.length === 0 ? 'The schema is up to date.' : `Ran ${names.join(', ')}.`)
    })
  },
}
