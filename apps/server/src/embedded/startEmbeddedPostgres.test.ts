import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import knex from 'knex'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { runningIn, type TemporaryFolder, temporaryFolder } from '../../test/embedded/temporaryFolder.js'
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './startEmbeddedPostgres.js'

let folder: TemporaryFolder
/** One cluster for all, because initdb is most of a cold start; who needs a fresh one names another folder. */
let dataDir: string
let running: EmbeddedPostgres[]

beforeAll(async () => {
  folder = await temporaryFolder()
})
beforeEach(() => {
  dataDir = join(folder.path, 'data')
  running = []
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(running.map((postgres) => postgres.stop()))
  expect(runningIn(folder.path)).toEqual([])
})
afterAll(() => folder.remove())

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, durability: 'fast', ...options })
  running.push(postgres)
  return postgres
}

async function query<Row>(postgres: EmbeddedPostgres, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client(postgres.connectionString)
  await client.connect()
  try {
    return (await client.query(text, values)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** "credits" in ASCII, as takeOwnerLock has it. */
const ownerLockKey = 0x63726564697473n

describe('startEmbeddedPostgres', { timeout: 30_000 }, () => {
  test('default: starts, answers, stops, and starts again with the data there', async () => {
    const first = await start({ durability: 'safe' })
    expect(first.adopted).toBe(false)
    await query(first, 'create table kept (wei numeric)')
    await query(first, 'insert into kept values (1)')
    await first.stop()
    expect(runningIn(folder.path)).toEqual([])

    const second = await start({ durability: 'safe' })
    expect(second.adopted).toBe(false)
    expect(second.pid).not.toBe(first.pid)
    expect(await query(second, 'select * from kept')).toEqual([{ wei: '1' }])
    const settings = [
      'fsync',
      'full_page_writes',
      'synchronous_commit',
      'listen_addresses',
      'server_encoding',
      'TimeZone',
    ]
    expect(
      await query(second, 'select name, setting from pg_settings where name = any($1) order by 1', [settings]),
    ).toEqual([
      { name: 'TimeZone', setting: 'UTC' },
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'listen_addresses', setting: '' },
      { name: 'server_encoding', setting: 'UTF8' },
      { name: 'synchronous_commit', setting: 'on' },
    ])
  })

  test('behavior: everything lies in DATA_DIR, closed to others, and stop leaves no socket', async () => {
    const postgres = await start()
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres-lib', 'postgres-socket', 'postgres.log'])
    for (const name of ['postgres', 'postgres-socket', 'postgres.log']) {
      expect((await stat(join(dataDir, name))).mode & 0o077, name).toBe(0)
    }
    await Promise.all([postgres.stop(), postgres.stop()])
    await postgres.stop()
    expect(await readdir(join(dataDir, 'postgres-socket'))).toEqual([])
  })

  test('behavior: the connection string serves knex as well', async () => {
    const postgres = await start()
    const db = knex({ client: 'pg', connection: postgres.connectionString })
    expect(await db.select(db.raw('current_database() as name'))).toEqual([{ name: 'credits' }])
    await db.destroy()
  })

  test('behavior: PG* variables change nothing', async () => {
    dataDir = join(folder.path, 'foreign')
    const foreign = {
      PGHOST: '192.0.2.1',
      PGPORT: '1',
      PGUSER: 'nobody-here',
      PGDATABASE: 'elsewhere',
      PGDATA: '/nonexistent',
      PGOPTIONS: '-c default_transaction_read_only=on',
      PGSSLMODE: 'require',
      PGSSLNEGOTIATION: 'direct',
      PGTZ: 'Asia/Tokyo',
      TZ: 'Asia/Tokyo',
      LC_ALL: 'xx_XX',
    }
    for (const [name, value] of Object.entries(foreign)) vi.stubEnv(name, value)
    const postgres = await start()
    await query(postgres, 'create table grants (id int)')
    expect(await query(postgres, 'show timezone')).toEqual([{ TimeZone: 'UTC' }])
    expect(await readFile(join(dataDir, 'postgres', 'postgresql.conf'), 'utf8')).not.toContain('Tokyo')
  })

  test.each([
    { name: 'is too long for a socket', path: 'x'.repeat(100), socketDir: /^\/tmp\/credits-server-\d+-[0-9a-f]{16}$/ },
    { name: 'has odd characters', path: `a b, c%41'é"`, socketDir: /^\/tmp\/.*\/a b, c%41'é"\/postgres-socket$/ },
  ])('behavior: a DATA_DIR may be moved to a path that $name', async ({ path, socketDir }) => {
    await start().then((postgres) => postgres.stop())
    const home = dataDir
    dataDir = join(folder.path, path)
    await rename(home, dataDir)
    try {
      const postgres = await start()
      expect(postgres.socketDir).toMatch(socketDir)
      expect((await stat(postgres.socketDir)).mode & 0o777).toBe(0o700)
      expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }])
      await postgres.stop()
      await rmdir(postgres.socketDir)
    } finally {
      await rename(dataDir, home)
    }
  })

  test('behavior: a postmaster that dies is reported once, and the next start recovers', async () => {
    const onExit = vi.fn()
    const first = await start({ durability: 'safe', onExit })
    await query(first, 'create table recovered (id int)')
    process.kill(first.pid, 'SIGKILL')
    await vi.waitFor(() => expect(onExit).toHaveBeenCalledOnce(), 5_000)
    expect(onExit.mock.lastCall?.[0].message).toContain(`(pid ${first.pid}) was killed by SIGKILL`)
    await first.stop()

    const second = await start({ durability: 'safe' })
    expect(second.adopted).toBe(false)
    expect(await query(second, 'select * from recovered')).toEqual([])
    expect(onExit).toHaveBeenCalledOnce()
  })

  test('behavior: stop is no exit', async () => {
    const onExit = vi.fn()
    const postgres = await start({ onExit })
    await postgres.stop()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(onExit).not.toHaveBeenCalled()
  })

  test('behavior: ownership comes back after the owner session was ended', async () => {
    const postgres = await start()
    const owners = `select pid from pg_stat_activity where application_name = 'credits-server owner'`
    const before = await query<{ pid: number }>(postgres, owners)
    expect(before).toHaveLength(1)
    await query(postgres, `select pg_terminate_backend(pid) from (${owners}) as owner`)
    await vi.waitFor(async () => {
      const after = await query<{ pid: number }>(postgres, owners)
      expect(after).toHaveLength(1)
      expect(after).not.toEqual(before)
    }, 5_000)
    await expect(start()).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
  })

  test('behavior: a database that another server took over is reported, and stop leaves it alone', async () => {
    const onExit = vi.fn()
    const first = await start({ onExit })
    // The next in line gets the lock the moment the owner's session ends.
    const other = new Client(first.connectionString.replace('/credits?', '/postgres?'))
    await other.connect()
    const waiting = other.query(`select pg_advisory_lock(${ownerLockKey})`)
    await query(
      first,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'credits-server owner'`,
    )
    await waiting
    await vi.waitFor(() => expect(onExit).toHaveBeenCalledOnce(), 5_000)
    expect(onExit.mock.lastCall?.[0].message).toMatch(/now belongs to another credits server/)
    await first.stop()
    expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await other.end()
    expect(await start()).toMatchObject({ adopted: true, pid: first.pid })
  })

  test('error: DATA_DIR_IN_USE for a second server, and the first does not notice', async () => {
    const first = await start()
    await expect(start()).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: `DATA_DIR ${dataDir} is in use by another credits server; stop it or set another DATA_DIR.`,
    })
    expect(await query(first, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('error: DATA_DIR_UNUSABLE for a cluster of another version, which stays as it is', async () => {
    dataDir = join(folder.path, 'old')
    await mkdir(join(dataDir, 'postgres'), { recursive: true })
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n')
    const error = await start().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'DATA_DIR_UNUSABLE' })
    expect(String(error)).toMatch(
      /made by PostgreSQL 15, and this server carries PostgreSQL 18\. Dump it .* DATABASE_URL/,
    )
    expect(await readFile(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8')).toBe('15\n')
  })

  test('error: DATA_DIR_UNUSABLE for files that are no cluster, and for a relative path', async () => {
    dataDir = join(folder.path, 'files')
    await mkdir(join(dataDir, 'postgres'), { recursive: true })
    await writeFile(join(dataDir, 'postgres', 'thesis.txt'), '')
    await expect(start()).rejects.toThrow(/is not a Postgres cluster/)
    await expect(start({ dataDir: '.data' })).rejects.toThrow(/must be an absolute path/)
  })

  test('error: POSTGRES_FAILED shows the last words of the log and a way out', async () => {
    const postgres = await start()
    await postgres.stop()
    const settings = join(dataDir, 'postgres', 'postgresql.auto.conf')
    await writeFile(settings, 'work_mem = plenty\n')
    const error = await start().catch((caught: unknown) => caught)
    await rm(settings)
    expect(error).toMatchObject({ code: 'POSTGRES_FAILED' })
    expect(String(error)).toMatch(/exited with code 1[\s\S]*invalid value for parameter "work_mem"[\s\S]*DATABASE_URL/)
    // Only this run's words, not those of the good one before.
    expect(String(error)).not.toContain('ready to accept connections')
  })
})
