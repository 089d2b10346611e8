import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigError } from './ConfigError.js'
import { loadRootKey } from './loadRootKey.js'

describe('loadRootKey', () => {
  let folder: string
  let dataDir: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'credits-key-'))
    dataDir = join(folder, 'new', 'data')
    file = join(dataDir, 'root-api-key')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('default: makes 256 random bits that only the owner may read, and nothing else', () => {
    const { key, file: kept } = loadRootKey({ rootApiKey: null, dataDir })

    expect(key).toMatch(/^root_[A-Za-z0-9_-]{43}$/)
    expect(kept).toBe(file)
    expect(readFileSync(file, 'utf8')).toBe(`${key}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['root-api-key'])
  })

  test('behavior: the next start finds the same key', () => {
    const first = loadRootKey({ rootApiKey: null, dataDir })
    expect(loadRootKey({ rootApiKey: null, dataDir })).toEqual(first)
    expect(readdirSync(dataDir)).toEqual(['root-api-key'])
  })

  test('behavior: another folder has another key', () => {
    const { key } = loadRootKey({ rootApiKey: null, dataDir })
    expect(loadRootKey({ rootApiKey: null, dataDir: join(folder, 'other') }).key).not.toBe(key)
  })

  test('behavior: a file that others may read is closed to them', () => {
    const { key } = loadRootKey({ rootApiKey: null, dataDir })
    chmodSync(file, 0o644)
    expect(loadRootKey({ rootApiKey: null, dataDir }).key).toBe(key)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('behavior: a key that was given is used and not kept', () => {
    const rootApiKey = 'k'.repeat(32)
    expect(loadRootKey({ rootApiKey, dataDir })).toEqual({ key: rootApiKey, file: null })
    expect(readdirSync(folder)).toEqual([])
  })

  test.each(['', 'short\n', `${'k'.repeat(40)} ${'k'.repeat(40)}\n`])('error: a file that holds %j', (content) => {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, content)
    expect(() => loadRootKey({ rootApiKey: null, dataDir })).toThrow(
      new ConfigError([`ROOT_API_KEY is unset and ${file} holds no key; set the one or remove the other`]),
    )
  })

  test('error: a DATA_DIR that cannot be made', () => {
    writeFileSync(join(folder, 'new'), '')
    expect(() => loadRootKey({ rootApiKey: null, dataDir })).toThrow(
      /ROOT_API_KEY is unset and cannot be kept in DATA_DIR: .*; set it, or another DATA_DIR/,
    )
  })
})
