import type { Knex } from 'knex'
import type { Client, QueryConfig, QueryResult } from 'pg'

/** A transaction in which named statements run: knex's, or a session of its own past knex. */
export type Transaction = Knex.Transaction | Session

/**
 * A transaction of named statements and nothing else, past knex, to which following a query costs more than the query: 14 of
 * them took 1.9 ms of CPU with it and 0.4 ms without. Statements that are sent without waiting for each other's answers travel
 * together, in their order.
 */
export class Session {
  readonly #connection: Client
  /** What has failed since the last savepoint: Postgres says of every statement behind it only that one before it has failed. */
  #failure: unknown
  #savepoints = 0

  constructor(connection: Client) {
    this.#connection = connection
  }

  async run(query: string | QueryConfig): Promise<QueryResult> {
    this.#holdUntilEndOfTurn()
    try {
      return await this.#connection.query(query)
    } catch (error) {
      this.#failure ??= error
      throw this.#failure
    }
  }

  /** Runs `work`, and if it fails takes back what it has done, no more. A savepoint ends with its transaction. */
  async underSavepoint<T>(work: () => Promise<T>): Promise<T> {
    this.#savepoints += 1
    const name = `step_${this.#savepoints}`
    const opened = ahead(this.run(`SAVEPOINT ${name}`))
    try {
      const result = await work()
      await opened
      return result
    } catch (error) {
      this.#failure = undefined
      // Where it cannot be taken back, the whole transaction is over, for the reason that was there first.
      await this.run(`ROLLBACK TO SAVEPOINT ${name}`).catch(() => {
        throw error
      })
      throw error
    }
  }

  /** **Errors:** that of a statement nobody has waited for. */
  async commit(): Promise<void> {
    const { command } = await this.run('COMMIT')
    // So Postgres answers when one has failed: it has taken everything back.
    if (command !== 'COMMIT') throw this.#failure ?? new Error(`COMMIT was answered ${command}`)
  }

  /** One write for all that is sent in one turn of the event loop: a write costs as much as what it sends. */
  #holdUntilEndOfTurn(): void {
    const { stream } = this.#connection.connection
    stream.cork()
    process.nextTick(() => stream.uncork())
  }
}

/** Lets a statement travel with those behind it: whoever waits for its answer gets its failure, and until then nobody has to. */
export function ahead<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => {})
  return answer
}
