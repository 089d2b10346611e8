import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { root } from '../../test/startTestServer.js'
import { openKnex } from '../db/openKnex.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import { createKey } from '../domain/createKey.js'
import { revokeKey } from '../domain/revokeKey.js'
import { makeApiKey, parseApiKey } from './ApiKeyText.js'
import { createKeyring } from './createKeyring.js'

let database: TestDatabase
let knex: ReturnType<typeof openKnex>
let pool: ReadPool
/** The ids of each question that the database was asked. */
let questions: string[][]
let reads: ReadPool

beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
})
afterAll(async () => {
  await knex.destroy()
  await database.drop()
})
beforeEach(() => {
  questions = []
  pool = openReadPool(database.connectionString)
  reads = {
    ...pool,
    read: (statement, values) => {
      questions.push(values[0] as string[])
      return pool.read(statement, values)
    },
  }
})
afterEach(() => pool.close())

async function issue() {
  const { secret, key } = await createKey({ knex }, { actor: root, client: 'shop', scopes: ['credits:grant'] })
  return { id: key.id, text: secret }
}
const forgetNothing = () => {}

describe('createKeyring', () => {
  test('default: whom a key stands for, asked once and remembered', async () => {
    const keyring = createKeyring(reads)
    const key = await issue()
    for (let n = 0; n < 20; n++) {
      expect(await keyring.find(key)).toEqual({
        client: 'shop',
        scopes: ['credits:grant'],
        key: { id: key.id, dailyQuotaWei: null, expiresAt: null },
      })
    }
    expect(questions).toEqual([[key.id]])
  })

  test('behavior: another secret with a right id is nobody, and costs no question', async () => {
    const keyring = createKeyring(reads)
    const key = await issue()
    await keyring.find(key)
    for (let place = 16; place < key.text.length; place++) {
      const other = key.text[place] === 'A' ? 'B' : 'A'
      const text = `${key.text.slice(0, place)}${other}${key.text.slice(place + 1)}`
      expect(await keyring.find({ id: key.id, text })).toBeNull()
    }
    expect(questions).toHaveLength(1)
  })

  test('behavior: a wrong key is remembered as wrong', async () => {
    const keyring = createKeyring(reads)
    const wrong = makeApiKey()
    for (let n = 0; n < 20; n++) expect(await keyring.find(wrong)).toBeNull()
    expect(questions).toEqual([[wrong.id]])
  })

  test('behavior: a storm of wrong keys is one question after another, and a right key is answered among them', async () => {
    const keyring = createKeyring(reads)
    const key = await issue()
    const storm = Array.from({ length: 5_000 }, () => keyring.find(makeApiKey()))
    expect(await keyring.find(key)).not.toBeNull()
    expect(new Set(await Promise.all(storm))).toEqual(new Set([null]))
    // The first that came, and then a thousand at a time.
    expect(questions.map((ids) => ids.length)).toEqual([1, 1_000, 1_000, 1_000, 1_000, 1_000])
  })

  test('behavior: no more than ten thousand ids are remembered, the newest', async () => {
    const keyring = createKeyring(reads)
    const first = await issue()
    await keyring.find(first)
    await Promise.all(Array.from({ length: 10_000 }, () => keyring.find(makeApiKey())))
    const asked = questions.length
    expect(await keyring.find(first)).not.toBeNull()
    expect(questions.slice(asked)).toEqual([[first.id]])
  })

  test('behavior: what is forgotten is asked again', async () => {
    const keyring = createKeyring(reads)
    const key = await issue()
    await keyring.find(key)
    await revokeKey({ knex, forgetKey: keyring.forget }, { actor: root, id: key.id })
    expect(await keyring.find(key)).toBeNull()
  })

  test.each([
    ['and whoever asks meanwhile is answered anew', true],
    ['nor when nobody asks meanwhile', false],
  ])('race: an answer from before a revocation is not remembered after it, %s', async (_, asksMeanwhile) => {
    let letGo: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let answers = 0
    const keyring = createKeyring({
      ...reads,
      read: async (statement, values) => {
        const rows = await reads.read(statement, values)
        answers += 1
        if (answers === 1) await held
        return rows as never
      },
    })
    const key = await issue()
    const before = keyring.find(key)
    await expect.poll(() => answers).toBe(1)
    await revokeKey({ knex, forgetKey: keyring.forget }, { actor: root, id: key.id })
    const meanwhile = asksMeanwhile ? keyring.find(key) : null
    letGo()
    expect((await before)?.client).toBe('shop')
    expect(await meanwhile).toBeNull()
    expect(await keyring.find(key)).toBeNull()
  })

  test('behavior: a key is not believed in beyond its own expiry, by the database’s clock', async () => {
    const keyring = createKeyring(reads)
    const key = await issue()
    await knex.raw(
      "update api_keys set expires_at = date_trunc('milliseconds', clock_timestamp()) + '700 ms' where id = ?",
      [key.id],
    )
    expect(await keyring.find(key)).not.toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 750))
    expect(await keyring.find(key)).toBeNull()
  })

  test('error: UNAVAILABLE while the database is lost, for right keys and wrong ones, and it heals', async () => {
    const keyring = createKeyring(reads)
    const key = await issue()
    const known = await issue()
    await keyring.find(known)
    await database.close()
    for (const one of [key, makeApiKey()])
      await expect(keyring.find(one)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    // What was heard of it a moment ago holds for a moment more.
    expect(await keyring.find(known)).not.toBeNull()
    await database.open()
    expect(await keyring.find(key)).not.toBeNull()
  })
})

describe('parseApiKey', () => {
  test('a key as it is made, and nothing else', () => {
    const { id, text } = makeApiKey()
    expect(parseApiKey(text)).toEqual({ id, text })
    const wrong = [
      text.slice(0, -1),
      `${text}A`,
      text.toUpperCase(),
      text.replace('ck_', 'sk_'),
      `${text.slice(0, -1)}=`,
      `${text.slice(0, -1)}.`,
      ` ${text}`,
      `${text}\n`,
      '',
    ]
    for (const one of wrong) expect([one, parseApiKey(one)]).toEqual([one, null])
  })

  test('256 random bits, never the same', () => {
    const keys = Array.from({ length: 1_000 }, () => makeApiKey())
    for (const { text } of keys) expect(Buffer.from(text.slice(16), 'base64url')).toHaveLength(32)
    expect(new Set(keys.map(({ text }) => text.slice(16))).size).toBe(1_000)
  })
})

test('a key that is revoked twice keeps its first revocation', async () => {
  const { id } = await issue()
  const deps = { knex, forgetKey: forgetNothing }
  const first = await revokeKey(deps, { actor: root, id })
  expect(await revokeKey(deps, { actor: root, id })).toEqual(first)
})
