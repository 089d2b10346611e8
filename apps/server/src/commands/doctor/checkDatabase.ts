import pg from 'pg'
import type { Config } from '../../config/parseConfig.js'
import { assertSameDatabase, DatabaseReplacedError } from '../../db/assertSameDatabase.js'
import { migrations } from '../../db/migrations/index.js'
import { openKnex } from '../../db/openKnex.js'
import { findDiscrepancies } from '../../ledger/findDiscrepancies.js'
import { checkChain } from './checkChain.js'
import { checkLastCredit } from './checkLastCredit.js'
import { checkPreviousSigners } from './checkPreviousSigners.js'
import { checkReplica } from './checkReplica.js'
import { type Finding, ok, problem, warning } from './Finding.js'

type Facts = {
  readonly version: string
  readonly now: Date
  readonly has_ledger: boolean
  readonly has_migrations: boolean
  readonly fsync: string
  readonly synchronous_commit: string
  readonly max_connections: string
}

const statement = `
  select current_setting('server_version') as version, clock_timestamp() as now,
    to_regclass('ledger_identity') is not null as has_ledger, to_regclass('knex_migrations') is not null as has_migrations,
    current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
    current_setting('max_connections') as max_connections`

/** Checks a database that can be reached: its settings, its clock, its schema, whose it is, and that its money adds up. */
export async function checkDatabase(connectionString: string, config: Config): Promise<Finding[]> {
  const client = new pg.Client({ connectionString, application_name: 'credits-server doctor' })
  await client.connect()
  try {
    const beganMs = Date.now()
    const { rows } = await client.query<Facts>(statement)
    const facts = rows[0] as Facts
    const findings = [describe(facts), ...checkDurability(facts), checkClock(facts, beganMs, Date.now())]
    findings.push(await checkSchema(client, facts))
    if (facts.has_ledger) findings.push(await checkIdentity(client))
    // What is of another build or another database is not read as if it were ours.
    const isOurs = facts.has_ledger && findings.slice(-2).every(({ state }) => state === 'ok')
    if (!isOurs) return findings
    findings.push(...(await checkReplica(connectionString, config)))
    findings.push(...(await checkLastCredit(client, config)), ...(await checkPreviousSigners(client, config)))
    findings.push(...(await checkLedger(connectionString)))
    return [...findings, ...(await checkChain(connectionString, config))]
  } finally {
    await client.end()
  }
}

function describe({ version, max_connections }: Facts): Finding {
  return ok('database', `PostgreSQL ${version}, ${max_connections} connections`)
}

function checkDurability({ fsync, synchronous_commit }: Facts): Finding[] {
  const loses = [fsync === 'off' ? 'fsync' : '', synchronous_commit === 'off' ? 'synchronous_commit' : ''].filter(
    Boolean,
  )
  if (loses.length === 0) return []
  const found = `${loses.join(' and ')} is off: a grant that was answered may be lost when the machine stops`
  return [problem('database', found, 'Turn it on in postgresql.conf.')]
}

const skewMs = 2_000

/** Money is decided by the database's clock alone; ours stamps logs, and cookies and certificates of proxies. */
function checkClock({ now }: Facts, beganMs: number, endedMs: number): Finding {
  const databaseMs = now.getTime()
  const aheadMs = databaseMs < beganMs ? databaseMs - beganMs : databaseMs > endedMs ? databaseMs - endedMs : 0
  if (Math.abs(aheadMs) <= skewMs) return ok('clock', `the database's and this machine's agree within ${skewMs} ms`)
  const found = `the database's is ${Math.abs(aheadMs)} ms ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`
  return warning('clock', found, 'Let both follow NTP; credits expire by the clock of the database.')
}

async function checkSchema(client: pg.Client, { has_migrations }: Facts): Promise<Finding> {
  const check = 'migrations'
  const { rows } = has_migrations
    ? await client.query<{ name: string }>('select name from knex_migrations order by id')
    : { rows: [] }
  const done = new Set(rows.map(({ name }) => name))
  const known = new Set<string>(migrations.map(({ name }) => name))
  const unknown = [...done].filter((name) => !known.has(name))
  if (unknown.length > 0) {
    const found = `a newer build has run ${unknown.join(', ')}`
    return problem(check, found, 'Run that build, or restore the backup from before it.')
  }
  const missing = [...known].filter((name) => !done.has(name))
  if (missing.length === 0) return ok(check, `all ${known.size} have run`)
  return problem(check, `${missing.join(', ')} have not run`, 'Run `credits-server migrate`; `serve` does it as well.')
}

async function checkIdentity(client: pg.Client): Promise<Finding> {
  try {
    await assertSameDatabase(client)
    return ok('epoch', 'the database is the one this ledger was last served from')
  } catch (error) {
    if (!(error instanceof DatabaseReplacedError)) throw error
    return problem('epoch', 'the database was restored, copied or failed over', 'Run `credits-server epoch renew`.')
  }
}

const shown = 10

async function checkLedger(connectionString: string): Promise<Finding[]> {
  const knex = openKnex(connectionString)
  try {
    const discrepancies = await findDiscrepancies(knex)
    if (discrepancies.length === 0)
      return [ok('ledger', 'all money is accounted for, user by user and season by season')]
    const remedy = 'Stop granting, keep a copy of the database, and find out who wrote to it beside the server.'
    const findings = discrepancies
      .slice(0, shown)
      .map((item) => problem('ledger', `${item.subject}: ${item.problem}`, remedy))
    const more = discrepancies.length - shown
    return more > 0 ? [...findings, problem('ledger', `and ${more} more`, remedy)] : findings
  } finally {
    await knex.destroy()
  }
}
