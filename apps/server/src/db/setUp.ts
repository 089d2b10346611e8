import type { ClientBase } from 'pg'
import { assertSameDatabase } from './assertSameDatabase.js'

/** The planner cannot know that a user has few credits; compiling a query would cost more than running it. */
export const neverCompiled = 'set jit = off'

/**
 * What is asked by key is found by an index, whatever the tables look like when it is planned: a plan that is made once, while they
 * are young, would look through them long after they have grown, until Postgres analyses them.
 */
export const foundByIndex = 'enable_seqscan = off'

/**
 * Returns what a pool does with each new connection: sets it up and, where that matters, looks whose database it is. [V] As
 * `options` of the pool the settings would be lost to a connection string that has some of its own.
 */
export function setUp(
  settings: readonly string[],
  checkIdentity = true,
): (connection: Pick<ClientBase, 'query'>) => Promise<void> {
  return async (connection) => {
    await connection.query(settings.join('; '))
    if (checkIdentity) await assertSameDatabase(connection)
  }
}
