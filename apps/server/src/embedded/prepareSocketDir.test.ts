import { chmod, mkdir, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TemporaryFolder, temporaryFolder } from '../../test/embedded/temporaryFolder.js'
import { prepareSocketDir, socketDirFor } from './prepareSocketDir.js'

const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }

let folder: TemporaryFolder
let inTmp: string

beforeAll(async () => {
  folder = await temporaryFolder()
  inTmp = socketDirFor(join(folder.path, 'x'.repeat(100)), owner)
})
afterAll(async () => {
  await folder.remove()
  await rm(inTmp, { recursive: true, force: true })
})

describe('prepareSocketDir', () => {
  test('default: a socket path never has more bytes than sun_path takes', async () => {
    for (let length = 1; length < 200; length++) {
      const dataDir = `/${'é'.repeat(length)}`
      expect(Buffer.byteLength(`${socketDirFor(dataDir, owner)}/.s.PGSQL.5432`)).toBeLessThanOrEqual(90)
    }
  })

  test('behavior: a folder in DATA_DIR that was left open is closed', async () => {
    const inside = join(folder.path, 'postgres-socket')
    await mkdir(inside)
    await chmod(inside, 0o755)
    await prepareSocketDir(inside, owner)
    expect((await stat(inside)).mode & 0o777).toBe(0o700)
  })

  test('error: DATA_DIR_UNUSABLE for a folder in /tmp that somebody left open or linked elsewhere', async () => {
    await mkdir(inTmp)
    await chmod(inTmp, 0o777)
    await expect(prepareSocketDir(inTmp, owner)).rejects.toMatchObject({ code: 'DATA_DIR_UNUSABLE' })
    await rm(inTmp, { recursive: true })
    await symlink(folder.path, inTmp)
    await expect(prepareSocketDir(inTmp, owner)).rejects.toThrow(/Remove it/)
    await rm(inTmp)
    await prepareSocketDir(inTmp, owner)
    expect((await stat(inTmp)).mode & 0o777).toBe(0o700)
  })
})
