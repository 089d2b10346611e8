import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TemporaryFolder, temporaryFolder } from '../../test/embedded/temporaryFolder.js'
import { retireLockFile } from './retireLockFile.js'

let folder: TemporaryFolder
let file: string

beforeAll(async () => {
  folder = await temporaryFolder()
  file = join(folder.path, 'postmaster.pid')
})
afterAll(() => folder.remove())

const rest = '/data/postgres\n1763831000\n5432\n/data/postgres-socket\n\n  1234 5\nready   \n'

describe('retireLockFile', () => {
  test('default: only the pid changes, in the same file, so the shared memory key stays', async () => {
    await writeFile(file, `${process.pid}\n${rest}`)
    const { ino } = await stat(file)
    await retireLockFile(file)
    expect(await readFile(file, 'utf8')).toBe(`2147483647\n${rest}`)
    expect((await stat(file)).ino).toBe(ino)
  })

  test('behavior: a pid that no longer exists is left to Postgres', async () => {
    await writeFile(file, `2147483646\n${rest}`)
    await retireLockFile(file)
    expect(await readFile(file, 'utf8')).toBe(`2147483646\n${rest}`)
  })

  test('behavior: an empty file gets a pid, an absent one stays absent', async () => {
    await writeFile(file, '')
    await retireLockFile(file)
    expect(await readFile(file, 'utf8')).toBe('2147483647\n')
    await rm(file)
    await retireLockFile(file)
    await expect(stat(file)).rejects.toThrow('ENOENT')
  })

  test('behavior: a file that is filled while we look is left alone', async () => {
    await writeFile(file, '')
    const retired = retireLockFile(file)
    await writeFile(file, `2147483646\n${rest}`)
    await retired
    expect(await readFile(file, 'utf8')).toBe(`2147483646\n${rest}`)
  })
})
