import type { ApiKey, IssuedApiKey } from '@credits-server/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestKey } from './createTestKey.js'
import { type CommandLine, startCommandLine } from './serve/startCommandLine.js'

let line: CommandLine
beforeAll(async () => {
  line = await startCommandLine()
})
afterAll(() => line.stop())

const keyText = /^ck_([0-9a-f]{12})_[A-Za-z0-9_-]{43}\n$/
const listOf = async (client: string) =>
  (await line.runJson<{ keys: ApiKey[] }>(['keys', 'list', '--client', client])).told.keys

/** Whether a key is let in. */
const works = async (secret: string) =>
  (await fetch(`${line.server.url}/credits`, { headers: { Authorization: `Bearer ${secret}` } })).status === 200

describe('keys create', () => {
  test('default: the key alone on stdout, what it may on stderr, and nowhere else', async () => {
    const words = ['keys', 'create', 'shop', '--scope', 'credits:read,credits:grant', '--scope', 'flags:read']
    const bounds = ['--daily-quota', '100.5', '--expires', '2099-01-01T00:00:00Z']
    const { code, stdout, stderr } = await line.run([...words, ...bounds])
    expect([code, stdout]).toEqual([0, expect.stringMatching(keyText)])
    const [, id = ''] = keyText.exec(stdout) ?? []
    expect(stderr).toBe(
      `Key ${id} of shop may credits:read, credits:grant, flags:read; 100.5 MANA a day; ends 2099-01-01T00:00:00Z. ` +
        'It is shown this one time: keep it where only its client can read it.\n',
    )
    expect(await works(stdout.trim())).toBe(true)
    expect(await listOf('shop')).toMatchObject([
      { id, scopes: ['credits:read', 'credits:grant', 'flags:read'], dailyQuota: '100.5', revokedAt: null },
    ])
    expect(JSON.stringify(line.server.logs)).not.toContain(stdout.trim())
  })

  test('behavior: with --json it is a field of the one line', async () => {
    const { code, told } = await line.runJson<IssuedApiKey>(['keys', 'create', 'json', '--scope', 'credits:read'])
    expect([code, Object.keys(told)]).toEqual([0, ['secret', 'key']])
    expect([await works(told.secret), told.key.dailyQuota, told.key.expiresAt]).toEqual([true, null, null])
    const listed = await line.run(['keys', 'list'])
    expect(listed.stdout).toContain(told.key.id)
    expect(listed.stdout + listed.stderr).not.toContain(told.secret.slice(-20))
  })

  test.each([
    [['Shop', '--scope', 'credits:read'], 1, 'INVALID_CLIENT'],
    [['shop', '--scope', 'credits:steal'], 1, 'INVALID_SCOPES'],
    [['shop', '--scope', 'credits:read', '--daily-quota', '1e3'], 1, 'INVALID_AMOUNT'],
    [['shop', '--scope', 'credits:read', '--expires', 'tomorrow'], 1, 'INVALID_EXPIRY'],
    [['root', '--scope', 'credits:read'], 1, 'RESERVED_CLIENT'],
    [['shop'], 2, 'USAGE'],
  ])('error: %j', async (words, code, name) => {
    expect(await line.runJson(['keys', 'create', ...words])).toMatchObject({ code, told: { error: { code: name } } })
  })

  test('error: ABOVE_OWN_RIGHTS, of a key that makes another one', async () => {
    const { secret } = await createTestKey(line.server, ['keys:write', 'credits:read'])
    const { code, told } = await line.runJson(['keys', 'create', 'more', '--scope', 'credits:grant'], {
      CREDITS_API_KEY: secret,
    })
    expect({ code, told }).toMatchObject({ code: 1, told: { error: { code: 'ABOVE_OWN_RIGHTS', status: 403 } } })
  })
})

describe('keys list', () => {
  test('default: all pages, newest first, as a table', async () => {
    for (let nth = 0; nth < 101; nth++) await createTestKey(line.server, ['credits:read'], { client: 'many' })
    expect(await listOf('many')).toHaveLength(101)
    const { stdout } = await line.run(['keys', 'list', '--client', 'many'])
    const [head, ...rows] = stdout.trimEnd().split('\n')
    expect(head).toMatch(/^ID +CLIENT +MANA A DAY +LAST USED +ENDS +SCOPES$/)
    expect(rows).toHaveLength(101)
    expect(rows[0]).toMatch(/^[0-9a-f]{12} {2}many +no limit +never +never +credits:read$/)
  })

  test('behavior: nobody has one', async () => {
    const { code, stdout } = await line.run(['keys', 'list', '--client', 'nobody'])
    expect([code, stdout]).toEqual([0, 'There are no keys.\n'])
  })
})

describe('keys rotate', () => {
  test('default: the new key alone on stdout; the old one goes on for an hour', async () => {
    const old = await createTestKey(line.server, ['credits:read'], { dailyQuota: '7' })
    const { code, stdout, stderr } = await line.run(['keys', 'rotate', old.id])
    expect([code, stdout]).toEqual([0, expect.stringMatching(keyText)])
    expect(stderr).toContain(`Key ${old.id} goes on for 1h at most.`)
    expect([await works(old.secret), await works(stdout.trim())]).toEqual([true, true])
    const [fresh, ended] = await listOf(old.client)
    expect(fresh).toMatchObject({ scopes: ['credits:read'], dailyQuota: '7', expiresAt: null })
    const seconds = (Date.parse(ended?.expiresAt ?? '') - Date.parse(fresh?.createdAt ?? '')) / 1_000
    expect(Math.round(seconds / 60)).toBe(60)
  })

  test('behavior: without overlap the old key ends at once', async () => {
    const old = await createTestKey(line.server, ['credits:read'])
    const { code, stdout, stderr } = await line.run(['keys', 'rotate', old.id, '--overlap', '0'])
    expect([code, await works(old.secret), await works(stdout.trim())]).toEqual([0, false, true])
    expect(stderr).toContain(`Key ${old.id} has ended.`)
  })

  test.each([
    [['0123456789ab'], 'KEY_NOT_FOUND'],
    [['x'], 'INVALID_KEY_ID'],
    [['0123456789ab', '--overlap', '3600'], 'INVALID_DURATION'],
    [['0123456789ab', '--overlap', '31d'], 'INVALID_OVERLAP'],
  ])('error: %j', async (words, code) => {
    expect(await line.runJson(['keys', 'rotate', ...words])).toMatchObject({ code: 1, told: { error: { code } } })
  })
})

describe('keys revoke', () => {
  test('default: ends it, and again changes nothing', async () => {
    const { id, secret, client } = await createTestKey(line.server, ['credits:read'])
    const first = await line.run(['keys', 'revoke', id])
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(`^Key ${id} of ${client} was revoked at 2`) })
    expect(await works(secret)).toBe(false)
    expect(await line.run(['keys', 'revoke', id])).toEqual(first)
    expect((await line.run(['keys', 'list', '--client', client])).stdout).toContain('revoked 2')
    expect(await line.runJson(['keys', 'rotate', id])).toMatchObject({ told: { error: { code: 'KEY_ENDED' } } })
  })
})
