import pg from 'pg'
import { renewEpoch } from '../db/renewEpoch.js'
import type { Command } from './Command.js'
import { CommandError } from './CommandError.js'
import { withPostgres } from './withPostgres.js'

const undefinedTable = '42P01'

/** Gives the ledger a new epoch; part of the runbook of every restore and failover. */
export const renewEpochCommand: Command = {
  about: 'Void every snapshot id after a restore or failover.',
  async run({ readConfig, report }) {
    await withPostgres(readConfig(), report.say, async ({ connectionString }) => {
      const { epoch } = await renewEpoch(connectionString).catch((error: unknown) => {
        if (!(error instanceof pg.DatabaseError && error.code === undefinedTable)) throw error
        throw new CommandError(
          'NO_LEDGER',
          'There is no ledger in this database yet.',
          'Run `credits-server migrate` first.',
        )
      })
      const next = 'Start the servers that refused to; those that run go on by themselves.'
      report.result({ epoch }, `The epoch is now ${epoch}. ${next}`)
    })
  },
}
