import type { ChainWorld } from './createChainWorld.js'
import { eventually } from './eventually.js'

/** Rows of users that are held until they are let go. */
export type HeldUsers = {
  /** Resolves when somebody's transaction waits for one of them, and so stands still in its middle. */
  waitedFor(): Promise<void>
  letGo(): Promise<void>
}

/** Holds the rows of all users, so that whoever leads comes to a stop within the transaction of its next use. */
export async function holdUsers({ knex }: ChainWorld): Promise<HeldUsers> {
  const holding = await knex.transaction()
  await holding.raw('select from users order by address for update')
  return {
    waitedFor: () =>
      eventually(async () => {
        const waiting = await knex('pg_stat_activity')
          .where({ application_name: 'credits-server', wait_event_type: 'Lock' })
          .whereRaw('datname = current_database()')
        if (waiting.length === 0) throw new Error('nobody waits for a user')
      }),
    letGo: async () => void (await holding.rollback()),
  }
}
