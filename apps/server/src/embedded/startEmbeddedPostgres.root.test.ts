import { chmod, chown, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { compileEmbedded } from '../../test/embedded/compileEmbedded.js'
import { spawnServer } from '../../test/embedded/spawnServer.js'
import { runningIn, type TemporaryFolder, temporaryFolder } from '../../test/embedded/temporaryFolder.js'
import { asUnprivileged } from './asUnprivileged.js'
import { findUser } from './findUser.js'
import { locateBinaries } from './locateBinaries.js'

const isRoot = process.getuid?.() === 0
if (!isRoot) console.log('skipped: what startEmbeddedPostgres does for root can be tried by root only')

let code: TemporaryFolder
let folder: TemporaryFolder

beforeAll(async () => {
  code = await temporaryFolder()
  folder = await temporaryFolder()
  await compileEmbedded(code.path)
})
afterEach(() => {
  vi.unstubAllEnvs()
  expect(runningIn(folder.path)).toEqual([])
})
afterAll(async () => {
  await Promise.all([code.remove(), folder.remove()])
})

describe.skipIf(!isRoot)('startEmbeddedPostgres', { timeout: 30_000 }, () => {
  test('behavior: root in a folder only root may enter, without user namespaces, with them, and without again', async () => {
    const locked = join(folder.path, 'locked')
    await mkdir(locked, { mode: 0o700 })
    const dataDir = join(locked, 'data')
    const nobody = await findUser('nobody')
    const ids: (number | undefined)[] = []
    for (const { forbidden, owner } of [
      { forbidden: true, owner: nobody?.uid },
      { forbidden: false, owner: 0 },
      { forbidden: true, owner: nobody?.uid },
    ]) {
      vi.unstubAllEnvs()
      if (forbidden) vi.stubEnv('PATH', await pathWithoutUnshare())
      const server = spawnServer({ compiled: code.path, dataDir })
      const report = await server.report
      expect(report).toMatchObject({ adopted: false })
      expect((await stat(join(dataDir, 'postgres', 'base'))).uid).toBe(owner)
      ids.push(report.id)
      expect(await server.end('SIGTERM')).toBe(0)
    }
    expect(ids).toEqual([1, 2, 3])
  })

  test('behavior: an ordinary user needs none of it', async (context) => {
    const nobody = await findUser('nobody')
    const { native } = await locateBinaries()
    const reachable = await asUnprivileged({ mustEnter: [native], folderOwner: nobody?.uid ?? 0 })
    if (nobody === null || reachable.how !== 'as nobody') {
      console.log(`skipped: nobody may not enter ${native}, so an ordinary user's start cannot be tried from here`)
      return context.skip()
    }
    const home = join(folder.path, 'home')
    await mkdir(home)
    await chmod(home, 0o777)
    const dataDir = join(home, 'data')
    const server = spawnServer({ compiled: code.path, dataDir, uid: nobody.uid })
    expect(await server.report).toMatchObject({ adopted: false, id: 1 })
    await server.end('SIGKILL')
    const next = spawnServer({ compiled: code.path, dataDir, uid: nobody.uid })
    expect(await next.report).toMatchObject({ adopted: true, id: 2 })
    expect(await next.end('SIGTERM')).toBe(0)

    // Root in a folder of somebody's: the files stay theirs.
    const asRoot = spawnServer({ compiled: code.path, dataDir })
    expect(await asRoot.report).toMatchObject({ adopted: false, id: 3 })
    expect(await asRoot.end('SIGTERM')).toBe(0)
    for (const name of await readdir(dataDir)) expect((await stat(join(dataDir, name))).uid, name).toBe(nobody.uid)

    // And a user who finds root's files is told so.
    await chown(join(dataDir, 'postgres'), 0, 0)
    const stranger = spawnServer({ compiled: code.path, dataDir, uid: nobody.uid })
    expect(await stranger.report).toMatchObject({
      code: 'DATA_DIR_UNUSABLE',
      message: expect.stringContaining('Run as its owner'),
    })
    await stranger.end('SIGTERM')
  })

  test('error: CANNOT_LEAVE_ROOT lists what was tried', async () => {
    vi.stubEnv('PATH', await pathWithoutUnshare())
    const mustEnter = [join(folder.path, 'absent')]
    const error = await asUnprivileged({ mustEnter, folderOwner: 0 }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'CANNOT_LEAVE_ROOT' })
    expect(String(error)).toMatch(/in a user namespace: .*not permitted[\s\S]*as nobody: [\s\S]*DATABASE_URL/)
  })
})

/** A PATH that finds an unshare which fails as under Docker's default profile. */
async function pathWithoutUnshare(): Promise<string> {
  const bin = join(folder.path, 'bin')
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'unshare'), '#!/bin/sh\necho "unshare: Operation not permitted" >&2\nexit 1\n', {
    mode: 0o755,
  })
  return `${bin}:${process.env['PATH']}`
}
