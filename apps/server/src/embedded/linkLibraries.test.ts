import { readdir, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TemporaryFolder, temporaryFolder } from '../../test/embedded/temporaryFolder.js'
import { linkLibraries } from './linkLibraries.js'
import { type Binaries, locateBinaries } from './locateBinaries.js'

let folder: TemporaryFolder
let binaries: Binaries

beforeAll(async () => {
  folder = await temporaryFolder()
  binaries = await locateBinaries()
})
afterAll(() => folder.remove())

describe('linkLibraries', () => {
  test('default: every link leads to a file of the package, and a second call makes nothing new', async () => {
    const path = await linkLibraries(folder.path, binaries)
    const [links = '', own = ''] = path.split(':')
    expect(own).toBe(join(binaries.native, 'lib'))
    const names = await readdir(links)
    expect(names).not.toEqual([])
    for (const name of names) {
      expect(await readlink(join(links, name))).toContain(own)
      expect((await stat(join(links, name))).isFile()).toBe(true)
    }
    const { ctimeMs } = await stat(links)
    expect(await linkLibraries(folder.path, binaries)).toBe(path)
    expect((await stat(links)).ctimeMs).toBe(ctimeMs)
  })

  test('behavior: another version gets its own links, and the old ones go', async () => {
    const before = await linkLibraries(folder.path, binaries)
    const after = await linkLibraries(folder.path, { ...binaries, version: '18.5.0' })
    expect(after).not.toBe(before)
    expect(await readdir(join(folder.path, 'postgres-lib'))).toHaveLength(1)
  })

  test('race: many at once make the same links and leave nothing else', async () => {
    const next = { ...binaries, version: '18.6.0' }
    const paths = await Promise.all(Array.from({ length: 20 }, () => linkLibraries(folder.path, next)))
    expect(new Set(paths).size).toBe(1)
    expect(await readdir(join(folder.path, 'postgres-lib'))).toHaveLength(1)
  })
})
