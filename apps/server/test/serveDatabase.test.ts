import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { openKnex } from '../src/db/openKnex.js'
import { findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { demoUsers } from '../src/seed/demoUsers.js'
import { createTestDatabase, type TestDatabase } from './createTestDatabase.js'
import { type BuiltCli, buildCli } from './serve/buildCli.js'
import { type Balance, readBalance } from './serve/readBalance.js'
import { runCli, untilServing } from './serve/runCli.js'
import { databaseUrl } from './startTestCluster.js'

const { fresh, expiring } = demoUsers

describe('credits-server, with DATABASE_URL', () => {
  let cli: BuiltCli
  let dataDir: string
  let database: TestDatabase

  beforeAll(async () => {
    cli = await buildCli()
    dataDir = await mkdtemp(join(tmpdir(), 'credits-cli-'))
    database = await createTestDatabase({ migrated: false })
  })
  afterAll(async () => {
    await cli.remove()
    await rm(dataDir, { recursive: true })
    await database.drop()
  })

  /** Runs a command to its end. */
  async function run(words: string, env: Record<string, string> = {}) {
    const running = runCli(cli.path, words, { DATA_DIR: dataDir, ...env })
    onTestFinished(() => void running.child.kill('SIGKILL'))
    const { code, stdout, stderr } = await running.ended
    return { code, stdout, stderr }
  }

  /** Serves while `use` runs. */
  async function serving<T>(DATABASE_URL: string, use: (url: string) => Promise<T>): Promise<T> {
    const running = runCli(cli.path, 'serve', { DATA_DIR: dataDir, DATABASE_URL, SEED_DEMO: 'true' })
    try {
      return await use((await untilServing(running)).url)
    } finally {
      expect(await running.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' })
    }
  }

  async function discrepancies() {
    const knex = openKnex(database.connectionString)
    return findDiscrepancies(knex).finally(() => knex.destroy())
  }

  test('default: migrate brings an empty database up to date, and says so when it is', async () => {
    const env = { DATABASE_URL: database.connectionString }
    expect(await run('epoch renew', env)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'credits-server: There is no ledger in this database yet. Run `credits-server migrate` first.\n',
    })
    expect(await run('migrate', env)).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Ran 001_\S+, .*\.\n$/),
      stderr: '',
    })
    expect(await run('migrate', env)).toEqual({ code: 0, stdout: 'The schema is up to date.\n', stderr: '' })
    expect(await readdir(dataDir)).toEqual([])
  })

  let before: Balance

  test('behavior: the demo is topped up at each start, and the ledger stays whole', async () => {
    const first = await serving(database.connectionString, (url) => readBalance(url, expiring.address))
    expect(await discrepancies()).toEqual([])
    const second = await serving(database.connectionString, async (url) => {
      before = await readBalance(url, fresh.address)
      return readBalance(url, expiring.address)
    })
    expect(await discrepancies()).toEqual([])

    expect(first).toMatchObject({ version: 3, ids: { length: 3 } })
    expect(second).toMatchObject({ epoch: first.epoch, version: 6, ids: expect.arrayContaining([...first.ids]) })
    expect(await readdir(dataDir)).toEqual(['root-api-key'])
  })

  test('behavior: a copy of the database is refused until the epoch is renewed', async () => {
    const copy = `${new URL(database.connectionString).pathname.slice(1)}_copy`
    const clusterUrl = inject('clusterUrl')
    await query(clusterUrl, `create database ${copy} template ${copy.replace(/_copy$/, '')}`)
    onTestFinished(() => query(clusterUrl, `drop database ${copy}`))
    const DATABASE_URL = databaseUrl(clusterUrl, copy)

    const refused = await run('serve', { DATABASE_URL })
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^credits-server: The database is not the one .* `credits-server epoch renew`.*\n$/,
      ),
    })

    const renewed = await run('epoch renew', { DATABASE_URL })
    expect(renewed).toMatchObject({ code: 0, stderr: '' })
    const [, epoch] = /^The epoch is now ([0-9a-f]{12})\./.exec(renewed.stdout) ?? []
    const after = await serving(DATABASE_URL, (url) => readBalance(url, fresh.address))
    expect(after).toEqual({ ...before, epoch })
    expect(after.epoch).not.toBe(before.epoch)
  })

  test('error: a database that cannot be reached is one line, without the password', async () => {
    expect(await run('serve', { DATABASE_URL: 'postgres://credits:hunter2@127.0.0.1:1/ledger' })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'credits-server: The database ledger on 127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1. ' +
        'Start it, or correct DATABASE_URL.\n',
    })
  })

  test('error: production without its secrets lists them all and starts nothing', async () => {
    const DATA_DIR = join(dataDir, 'production')
    expect(await run('serve', { NODE_ENV: 'production', SEED_DEMO: 'true', DATA_DIR })).toEqual({
      code: 1,
      stdout: '',
      stderr: `credits-server: The configuration has 3 problems:
  - ROOT_API_KEY must be set in production
  - SIGNER_PRIVATE_KEY must be set in production
  - SEED_DEMO must not be true in production
Each variable is explained by --help and in .env.example.
`,
    })
    expect(existsSync(DATA_DIR)).toBe(false)
  })

  test('behavior: --help and no command at all explain everything', async () => {
    const help = await run('--help')
    expect(help).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: credits-server <command>\n/), stderr: '' })
    for (const name of ['serve', 'migrate', 'epoch renew']) expect(help.stdout).toContain(`\n  ${name.padEnd(14)}`)
    expect(await run('')).toEqual(help)
  })

  test.each(['epoch', 'constructor'])('error: %s is no command', async (words) => {
    const { code, stderr } = await run(words)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(`^There is no command "${words}".\n\nUsage: credits-server <command>\n`),
    })
  })
})

async function query(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
