import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Credit } from '@credits-server/contract'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../src/commands/commands.js'
import { createTestDatabase } from './createTestDatabase.js'
import { newAddress } from './grantTestCredit.js'
import { runCli, untilServing } from './serve/runCli.js'
import { type CommandLine, startCommandLine } from './serve/startCommandLine.js'
import { roleHeld, roleMissing, startTestNode } from './startTestNode.js'
import { rootApiKey, type TestServer } from './startTestServer.js'

let line: CommandLine
let server: TestServer
let dataDir: string

beforeAll(async () => {
  line = await startCommandLine()
  ;({ server, folder: dataDir } = line)
})
afterAll(() => line.stop())

const expiry = ['--expires-at', '2099-12-31T00:00:00Z']
const run = (words: readonly string[], env?: Record<string, string>) => line.run(words, env)

describe('grant', () => {
  test('default: grants through a running server and says what came of it', async () => {
    const address = newAddress()
    const words = ['grant', address, '12.5', '--reason', 'Order 1042', ...expiry]
    const { code, stdout, stderr } = await run(words)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(`Granted 12.5 MANA to ${address}: credit `)
    const balance = await (await fetch(`${server.url}/users/${address}/credits`)).json()
    expect(balance).toMatchObject({ totalCredits: 12.5 })
  })

  test('behavior: with --json the credit is the one line; a key of yours never grants twice', async () => {
    const address = newAddress()
    const words = ['grant', address, '1', '--reason', 'r', ...expiry, '--idempotency-key', `key-${address}`, '--json']
    const [first, again] = [await run(words), await run(words)]
    expect(first).toEqual({ code: 0, stdout: expect.stringMatching(/^\{.*\}\n$/), stderr: '' })
    expect(again).toEqual(first)
    const credit: Credit = JSON.parse(first.stdout)
    expect(credit).toMatchObject({ amount: 1, status: 'AVAILABLE' })
  })

  test('behavior: the key may stand in a file, and --url goes before CREDITS_URL', async () => {
    const file = join(dataDir, 'key')
    await writeFile(file, `${rootApiKey}\n`, { mode: 0o600 })
    const words = [
      'grant',
      newAddress(),
      '1',
      '--reason',
      'r',
      ...expiry,
      '--key-file',
      file,
      '--url',
      `${server.url}/`,
    ]
    const env = { CREDITS_URL: 'http://127.0.0.1:1', CREDITS_API_KEY: '' }
    expect(await run(words, env)).toMatchObject({ code: 0, stderr: '' })
  })

  test.each([
    [['0x1', '1', '--reason', 'r'], /^credits-server: 400 INVALID_ADDRESS: .*\n$/],
    [['{address}', '1e3', '--reason', 'r'], /^credits-server: 400 INVALID_AMOUNT: .*\n$/],
    [
      ['{address}', '1', '--reason', 'r', '--season', 'x'],
      /^credits-server: --season x is not the id of a season\. Use a whole number\.\n$/,
    ],
    [
      ['{address}', '1', '--reason', 'r', '--key-file', '/nowhere'],
      /^credits-server: The key file cannot be read: .*ENOENT.*\n$/,
    ],
    [
      ['{address}', '1', '--reason', 'r', '--url', 'http://127.0.0.1:1', '--idempotency-key', 'k1'],
      /^credits-server: The server at http:\/\/127\.0\.0\.1:1 cannot be reached: .*--idempotency-key k1 never grants twice\.\n$/,
    ],
  ])('error: %j', async (words, said) => {
    const filled = words.map((word) => (word === '{address}' ? newAddress() : word))
    expect(await run(['grant', ...filled])).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(said),
    })
  })

  test('error: a key that is wrong', async () => {
    const env = { CREDITS_API_KEY: 'x'.repeat(40) }
    expect(await run(['grant', newAddress(), '1', '--reason', 'r'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^credits-server: 401 UNAUTHORIZED: /),
    })
  })

  test.each([
    [['grant', 'x'], /^grant takes <address> <amount>, and was given 1 word\./],
    [['grant', 'x', '1'], /^grant needs --reason <text>\.\n\nUsage: credits-server grant <address> <amount> --reason/],
    [['grant', 'x', '1', '--reason', 'a', '--reason', 'b'], /^--reason is given 2 times\./],
    [['keys', 'make'], /^There is no command "keys make"\.[\s\S]+ {2}keys create /],
    [['grant', 'x', '1', '--reazon', 'r'], /^Unknown option '--reazon'/],
    [['migrate', 'now'], /^migrate takes nothing, and was given 1 word\./],
  ])('error: words that are not as the command takes them: %j', async (words, said) => {
    expect(await run(words)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(said) })
  })

  test('behavior: a command explains itself', async () => {
    const { code, stdout } = await run(['grant', '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Usage: credits-server grant <address> <amount> --reason <text> \[options\]\n/)
    for (const option of ['--reason <text>', '--allow-flagged', '--json']) expect(stdout).toContain(option)
  })
})

describe('credits-server', () => {
  test('default: alone and with --help it lists every command; a group lists its own with --help', async () => {
    const [alone, help, keys] = [await run([]), await run(['--help']), await run(['keys', '--help'])]
    expect(alone).toEqual({ code: 0, stdout: help.stdout, stderr: '' })
    const listed = (text: string) =>
      Object.keys(commands).filter((name) => new RegExp(`^ {2}${name}( |$)`, 'm').test(text))
    expect(listed(alone.stdout)).toEqual(Object.keys(commands))
    expect(listed(keys.stdout)).toEqual(['keys list', 'keys create', 'keys rotate', 'keys revoke'])
  })

  test.each([
    [['migrate'], { DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/c' }, 1, 'DATABASE_UNREACHABLE', 'Start it'],
    [['serve'], { SIGNER_PRIVATE_KEY: '0x12' }, 1, 'INVALID_CONFIGURATION', '--help'],
    [['grant', 'x', '1', '--reason', 'r'], {}, 1, 'INVALID_ADDRESS', '0x'],
    [['keys', 'list'], { CREDITS_URL: 'http://127.0.0.1:9' }, 1, 'SERVER_UNREACHABLE', 'Start it'],
    [['seasons', 'import', '/nowhere.yaml'], {}, 1, 'INVALID_FILE', 'null'],
    [['grant', 'x'], {}, 2, 'USAGE', '--help'],
    [['nothing'], {}, 2, 'USAGE', '--help'],
  ])('error: with --json %j is one line with code, message and remedy', async (words, env, code, name, remedy) => {
    const failed = await line.runJson<{ error: Record<string, unknown> }>(words, env as Record<string, string>)
    expect(failed).toMatchObject({ code, told: { error: { code: name, message: expect.stringMatching(/\S/) } } })
    expect(String(failed.told.error['remedy'])).toContain(remedy)
    expect(JSON.stringify(failed)).not.toContain('hunter2')
  })

  test('error: no key is made up where no server keeps one', async () => {
    const empty = join(dataDir, 'empty')
    const { code, told } = await line.runJson(['keys', 'list'], { CREDITS_API_KEY: '', DATA_DIR: empty })
    expect({ code, told }).toMatchObject({ code: 1, told: { error: { code: 'NO_API_KEY' } } })
    expect(await readdir(dataDir)).not.toContain('empty')
  })

  test('error: what answers is no credits server', async () => {
    const { code, told } = await line.runJson(['keys', 'list'], { CREDITS_URL: `${server.url}/docs` })
    expect({ code, told }).toMatchObject({ code: 1, told: { error: { code: 'NOT_FOUND', status: 404 } } })
  })
})

describe('doctor', () => {
  const findings = async (env: Record<string, string>) => {
    const { code, stdout, stderr } = await run(['doctor', '--json'], env)
    const told: { ok: boolean; findings: { check: string; state: string; found: string; remedy: string }[] } =
      JSON.parse(stdout)
    expect([code, told.ok]).toEqual(told.ok ? [0, true] : [1, false])
    expect(told.ok).toBe(!told.findings.some(({ state }) => state === 'problem'))
    return { ...told, stderr, of: (check: string) => told.findings.filter((finding) => finding.check === check) }
  }

  test('default: a new embedded database, beside the server that runs on it and without it', async () => {
    const env = { DATA_DIR: join(dataDir, 'doctor'), SEED_DEMO: 'true' }
    const before = await findings(env)
    expect(before.of('migrations')).toMatchObject([{ state: 'problem', remedy: expect.stringContaining('migrate') }])
    const serving = await untilServing(runCli(line.path, 'serve', env))
    const beside = await findings(env)
    expect(await serving.end('SIGTERM')).toMatchObject({ code: 0 })
    for (const { ok, of } of [beside, await findings(env)]) {
      expect(ok).toBe(true)
      for (const check of ['database', 'clock', 'migrations', 'epoch', 'ledger']) {
        expect([check, of(check)]).toEqual([check, [expect.objectContaining({ state: 'ok', remedy: null })]])
      }
      expect(of('configuration').map(({ state }) => state)).toEqual(['ok', 'warning'])
    }
    const { stdout } = await run(['doctor'], env)
    expect(stdout).toMatch(/^ok {7}configuration {2}development, the embedded database, chain 80002/)
  })

  test('behavior: a database that may lose what was answered, was copied, and does not add up', async () => {
    const database = await createTestDatabase({ noLedger: 'its ledger is spoilt on purpose' })
    const client = new pg.Client(database.connectionString)
    await client.connect()
    await client.query("insert into users (address, version) values ('0x00000000000000000000000000000000000000aa', 3)")
    const spoilt = await findings({ DATABASE_URL: database.connectionString })
    expect(spoilt.of('database')).toMatchObject([
      { state: 'ok' },
      { state: 'problem', found: expect.stringContaining('fsync') },
    ])
    expect(spoilt.of('ledger')[0]).toMatchObject({
      state: 'problem',
      found: expect.stringContaining('0x00000000000000000000000000000000000000aa'),
    })
    await client.query("update ledger_identity set database_oid = '1'")
    await client.end()
    const copied = await findings({ DATABASE_URL: database.connectionString })
    await database.drop()
    expect(copied.of('epoch')).toMatchObject([{ state: 'problem', remedy: expect.stringContaining('epoch renew') }])
    expect(copied.of('ledger')).toEqual([])
  })

  test('behavior: each problem of the configuration, and nothing that stands on it', async () => {
    const told = await findings({ NODE_ENV: 'production', SEED_DEMO: 'true' })
    expect(told.findings.map(({ check, state }) => [check, state])).toEqual(
      Array.from({ length: 3 }, () => ['configuration', 'problem']),
    )
  })

  test('behavior: a database that cannot be reached, and a database of a newer build', async () => {
    const away = await findings({ DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/credits' })
    expect(away.of('database')).toMatchObject([{ state: 'problem', found: expect.stringContaining('ECONNREFUSED') }])
    expect(JSON.stringify(away)).not.toContain('hunter2')
    await server.knex.raw("insert into knex_migrations (name, batch) values ('900_later', 9)")
    const newer = await findings({ DATABASE_URL: server.database.connectionString })
    await server.knex.raw("delete from knex_migrations where name = '900_later'")
    expect(newer.of('migrations')).toMatchObject([{ state: 'problem', found: expect.stringContaining('900_later') }])
  })

  test('behavior: a migration that has not run, a clock that is off, and another signer and chain than credits have', async () => {
    const address = newAddress()
    await run(['grant', address, '1', '--reason', 'r', ...expiry])
    await server.knex.raw("delete from knex_migrations where name = '003_users'")
    const DATABASE_URL = server.database.connectionString
    const behind = await findings({ DATABASE_URL })
    await server.knex.raw("insert into knex_migrations (name, batch) values ('003_users', 1)")
    expect(behind.of('migrations')).toMatchObject([
      { state: 'problem', found: '003_users have not run', remedy: expect.stringContaining('credits-server migrate') },
    ])

    const ahead = 'const now = Date.now; Date.now = () => now() + 60000'
    const off = await findings({
      DATABASE_URL,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(ahead)}`,
    })
    expect(off.of('clock')).toMatchObject([
      {
        state: 'warning',
        found: expect.stringMatching(/^the database's is \d+ ms behind/),
        remedy: expect.stringContaining('NTP'),
      },
    ])

    const other = { SIGNER_PRIVATE_KEY: `0x${'5e'.repeat(32)}`, CHAIN_ID: '137' }
    const changed = await findings({ DATABASE_URL, ...other })
    expect(changed.of('signer').map(({ state, remedy }) => [state, remedy])).toEqual([
      ['ok', null],
      ['warning', expect.stringContaining('SIGNER_PRIVATE_KEY')],
      ['warning', expect.stringContaining('CHAIN_ID')],
      ['warning', expect.stringContaining('CREDITS_MANAGER_ADDRESS')],
    ])
    expect((await findings({ DATABASE_URL })).of('signer')).toMatchObject([{ state: 'ok' }])
  })

  test('behavior: production without caps of its own for the signer', async () => {
    const secrets = { SIGNER_PRIVATE_KEY: `0x${'5e'.repeat(32)}`, ROOT_API_KEY: 'k'.repeat(40) }
    const env = { ...secrets, NODE_ENV: 'production', DATABASE_URL: server.database.connectionString }
    const isTold = async (more: Record<string, string>) =>
      (await findings({ ...env, ...more }))
        .of('configuration')
        .some(({ remedy }) => remedy?.includes('SIGNER_DAILY_MANA'))
    expect([await isTold({}), await isTold({ SIGNER_HOURLY_MANA: '5' })]).toEqual([true, false])
  })

  test('behavior: what the chain says of the signer, and of those whose vouchers have not expired', async () => {
    const node = await startTestNode()
    const env = { DATABASE_URL: server.database.connectionString, RPC_URL: node.url }
    const old = newAddress()
    const contract = '0x8052a560e6e6ac86eeb7e711a4497f639b322fb3'
    const row = { signer: old, chain_id: 80_002, contract, last_expires_at: '2126-01-01Z' }
    await server.knex('signers').insert([row, { ...row, signer: newAddress(), last_expires_at: '2026-01-01Z' }])
    const states = async (answers: typeof node.answers) => {
      node.answers = answers
      const { of } = await findings(env)
      return [...of('signer role'), ...of('other signers')].map(({ state, found }) => [state, found])
    }
    expect(await states({ call: roleHeld })).toEqual([
      ['ok', expect.stringMatching(/^0x[a-f0-9]{40} holds CREDITS_SIGNER_ROLE of 0x8052/)],
      ['ok', expect.stringContaining(`${old} holds the role, and must until 2126-01-01T00:00:00Z`)],
    ])
    expect(await states({ call: roleMissing })).toEqual([
      ['problem', expect.stringContaining('does not hold CREDITS_SIGNER_ROLE')],
      ['problem', expect.stringContaining(`${old} has lost CREDITS_SIGNER_ROLE`)],
    ])
    expect(await states({ chainId: '0x1' })).toEqual([
      ['problem', 'The node of RPC_URL is one of chain 1, and credits are signed for chain 80002'],
      ['ok', expect.stringContaining(`${old} must hold the role until`)],
    ])
    expect(await states(null)).toEqual([
      ['warning', expect.stringContaining('does not answer')],
      ['ok', expect.stringContaining(`${old} must hold the role until`)],
    ])
    node.stop()
    await server.knex('signers').delete()
  })

  test('behavior: no secret is in what it prints', async () => {
    const key = `0x${'5e'.repeat(32)}`
    const folder = join(dataDir, 'secrets')
    const env = { DATA_DIR: folder, SIGNER_PRIVATE_KEY: key, ROOT_API_KEY: 'k'.repeat(40) }
    const { stdout, stderr } = await run(['doctor'], { ...env, DATABASE_URL: server.database.connectionString })
    expect(stdout + stderr).not.toMatch(/5e5e5e|kkkk/)
    expect(stdout).not.toContain('demo key')
  })
})
