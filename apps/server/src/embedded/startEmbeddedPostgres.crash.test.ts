import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { compileEmbedded } from '../../test/embedded/compileEmbedded.js'
import { type SpawnedServer, spawnServer } from '../../test/embedded/spawnServer.js'
import { runningIn, type TemporaryFolder, temporaryFolder } from '../../test/embedded/temporaryFolder.js'
import { processExists } from './processExists.js'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './startEmbeddedPostgres.js'

let code: TemporaryFolder
let folder: TemporaryFolder
/** One cluster for all that need none of their own. */
let dataDir: string

beforeAll(async () => {
  code = await temporaryFolder()
  folder = await temporaryFolder()
  await compileEmbedded(code.path)
})
beforeEach(() => {
  dataDir = join(folder.path, 'data')
})
afterEach(() => {
  expect(runningIn(folder.path)).toEqual([])
})
afterAll(async () => {
  await Promise.all([code.remove(), folder.remove()])
})

function launch(durability: 'safe' | 'fast' = 'fast'): SpawnedServer {
  return spawnServer({ compiled: code.path, dataDir, durability })
}

function start(durability: 'safe' | 'fast' = 'fast'): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, durability })
}

async function grantIds({ connectionString }: EmbeddedPostgres): Promise<number[]> {
  const client = new Client(connectionString)
  await client.connect()
  const { rows } = await client.query<{ id: number }>('select id from grants order by id')
  await client.end()
  return rows.map(({ id }) => id)
}

describe('startEmbeddedPostgres', { timeout: 30_000 }, () => {
  test('behavior: kill -9 of the server leaves its database, which the next start adopts with every row', async () => {
    const server = launch('safe')
    const { pid, id } = await server.report
    await server.end('SIGKILL')
    expect(processExists(pid ?? 0)).toBe(true)

    const postgres = await start('safe')
    expect(postgres).toMatchObject({ adopted: true, pid })
    expect(await grantIds(postgres)).toContain(id)
    await postgres.stop()
    expect(runningIn(folder.path)).toEqual([])
  })

  test('behavior: an orphan with other settings is restarted with ours', async () => {
    const server = launch('fast')
    const { pid, id } = await server.report
    await server.end('SIGKILL')

    const postgres = await start('safe')
    expect(postgres.adopted).toBe(false)
    expect(postgres.pid).not.toBe(pid)
    expect(await grantIds(postgres)).toContain(id)
    await postgres.stop()
  })

  test('behavior: kill -9 of server and postmaster, one after the other, loses nothing', async () => {
    const server = launch('safe')
    const { pid, id } = await server.report
    await server.end('SIGKILL')
    process.kill(pid ?? 0, 'SIGKILL')

    const postgres = await start('safe')
    expect(postgres.adopted).toBe(false)
    expect(await grantIds(postgres)).toContain(id)
    await postgres.stop()
  })

  test('behavior: SIGTERM stops the database and the process ends by itself', async () => {
    const server = launch()
    await server.report
    expect(await server.end('SIGTERM')).toBe(0)
    expect(runningIn(folder.path)).toEqual([])
  })

  test('behavior: a lock file that names an unrelated live process, a zombie, or nothing is no obstacle', async () => {
    const server = launch()
    const { id } = await server.report
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
    const socketLock = join(dataDir, 'postgres-socket', '.s.PGSQL.5432.lock')
    const left = { pidFile: await readFile(pidFile, 'utf8'), socketLock: await readFile(socketLock, 'utf8') }
    await server.end('SIGTERM')

    const zombie = await makeZombie()
    for (const pid of [process.pid, zombie.pid]) {
      await writeFile(pidFile, left.pidFile.replace(/^\d+/, String(pid)))
      await writeFile(socketLock, left.socketLock.replace(/^\d+/, String(pid)))
      const postgres = await start()
      expect(postgres.adopted).toBe(false)
      expect(await grantIds(postgres)).toContain(id)
      await postgres.stop()
    }
    await zombie.end()

    await writeFile(pidFile, '')
    const postgres = await start()
    expect(await grantIds(postgres)).toContain(id)
    await postgres.stop()
  })

  test('race: of two starts at the same moment exactly one wins, on an empty folder and on a used one', async () => {
    dataDir = join(folder.path, 'race')
    for (const round of ['empty', 'used']) {
      const servers = [launch(), launch()]
      const reports = await Promise.all(servers.map((server) => server.report))
      expect(
        reports.filter(({ pid }) => pid !== undefined),
        round,
      ).toHaveLength(1)
      expect(reports.filter(({ code }) => code !== undefined)).toMatchObject([{ code: 'DATA_DIR_IN_USE' }])
      expect(
        runningIn(folder.path).filter(({ command }) => command.includes('credits.launch')),
        round,
      ).toHaveLength(1)
      const winner = servers[reports.findIndex(({ pid }) => pid !== undefined)]
      expect(await winner?.end('SIGTERM')).toBe(0)
      // The loser has said why, and may still be on its way out.
      await expect.poll(() => runningIn(folder.path), { message: round, timeout: 5_000 }).toEqual([])
    }
    expect(await readdir(dataDir)).not.toContainEqual(expect.stringContaining('init-'))
  })

  test('behavior: an interrupted initdb leaves nothing behind', async () => {
    dataDir = join(folder.path, 'interrupted')
    const server = launch()
    await vi.waitFor(async () => {
      const unfinished = (await readdir(dataDir)).find((name) => name.startsWith('postgres.init-'))
      expect(await readdir(join(dataDir, unfinished ?? ''))).toContain('base')
    }, 10_000)
    await server.end('SIGKILL')
    expect(await readdir(dataDir)).not.toContain('postgres')

    const postgres = await start()
    await postgres.stop()
    await vi.waitFor(() => expect(runningIn(folder.path)).toEqual([]), 10_000)
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres-lib', 'postgres-socket', 'postgres.log'])
  })
})

/** A process that has ended and that its parent, a sleep, never collects. */
async function makeZombie(): Promise<{ pid: number; end(): Promise<void> }> {
  const parent = spawn('/bin/sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [chunk] = (await once(parent.stdout, 'data')) as [Buffer]
  return {
    pid: Number(chunk.toString()),
    async end() {
      parent.kill()
      await once(parent, 'exit')
    },
  }
}
