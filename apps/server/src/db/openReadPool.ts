import { Pool, type PoolClient, type QueryResultRow } from 'pg'
import { CreditsError } from '../errors/CreditsError.js'
import { isDatabaseLost } from './isDatabaseLost.js'
import { isSilence, silence } from './isSilence.js'
import { foundByIndex, neverCompiled, setUp } from './setUp.js'

/** One statement of the read path; its name makes Postgres plan it once per connection instead of once per call. */
export type ReadStatement = { readonly name: string; readonly text: string }

/** Runs one-statement reads, each a named prepared statement. */
export type ReadPool = {
  /** **Errors:** UNAVAILABLE when the database is lost, as a fresh connection found it. */
  read<Row extends QueryResultRow>(statement: ReadStatement, values: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

type Options = {
  /**
   * Plans each statement once per connection, whatever its values are. By itself Postgres plans a statement over a list anew each
   * time, because it takes an unknown list for a longer one: 1.1 ms of the 1.4 that a balance took [V].
   */
  readonly planOnce?: boolean
  /** As what it is known to Postgres. */
  readonly name?: string
  /** When Postgres gives up. Who says nothing for twice as long is not there any more. **Units:** milliseconds. */
  readonly statementMs?: number
  /** Whether each new connection is compared with the ledger's identity. */
  readonly checkIdentity?: boolean
}

const plannedOnce = ["set plan_cache_mode = 'force_generic_plan'", `set ${foundByIndex}`]

/** Opens a pool of reads. They are short, so four connections saturate one core. */
export function openReadPool(
  connectionString: string,
  { planOnce = false, name = 'credits-server reads', statementMs = 1_000, checkIdentity = true }: Options = {},
): ReadPool {
  const settings = planOnce ? [neverCompiled, ...plannedOnce] : [neverCompiled]
  const patienceMs = 2 * statementMs
  const prepare = setUp(settings, checkIdentity)
  const pool = new Pool({
    connectionString,
    // To connect takes several turns, each as long as a storm of requests makes it; one is there for the first who comes.
    min: 1,
    max: 4,
    application_name: name,
    statement_timeout: statementMs,
    connectionTimeoutMillis: patienceMs,
    idleTimeoutMillis: 30_000,
    onConnect: (connection) => withPatience(patienceMs, prepare(connection)),
  })
  // A connection that breaks is noticed by whoever uses it next. Without a listener it would end the process; the pool's own
  // covers the idle ones only.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const used = new WeakSet<PoolClient>()

  return {
    async read<Row extends QueryResultRow>({ name, text }: ReadStatement, values: readonly unknown[]) {
      for (;;) {
        const client = await pool.connect().catch((cause: unknown) => {
          throw new CreditsError('UNAVAILABLE', { cause })
        })
        const isFresh = !used.has(client)
        used.add(client)
        try {
          const { rows } = await withPatience(patienceMs, client.query<Row>({ name, text, values: [...values] }))
          client.release()
          return rows
        } catch (cause) {
          const lost = isDatabaseLost(cause)
          client.release(lost)
          if (!lost) throw cause
          // An idle connection may have died unnoticed, and so may the next one; what a fresh one says is true. To wait for
          // each of them in turn would take too long.
          if (isFresh || isSilence(cause)) throw new CreditsError('UNAVAILABLE', { cause })
        }
      }
    },
    close: () => pool.end(),
  }
}

/**
 * Gives an answer up that does not come. pg's own timeout would be over before the sockets are read, so that a process that was held
 * up took what lay there for silence.
 */
function withPatience<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(silence())), ms)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
