import pg from 'pg'
import type { Config } from '../config/parseConfig.js'
import { renewEpoch } from '../db/renewEpoch.js'
import { CommandError } from './CommandError.js'
import { withPostgres } from './withPostgres.js'

const undefinedTable = '42P01'

/** Gives the ledger a new epoch; part of the runbook of every restore and failover. */
export async function renewEpochCommand(config: Config): Promise<void> {
  await withPostgres(config, async ({ connectionString }) => {
    const { epoch } = await renewEpoch(connectionString).catch((error: unknown) => {
      if (!(error instanceof pg.DatabaseError && error.code === undefinedTable)) throw error
      throw new CommandError('There is no ledger in this database yet; run `credits-server migrate` first.')
    })
    console.log(`The epoch is now ${epoch}. Start the servers that refused to; those that run go on by themselves.`)
  })
}
