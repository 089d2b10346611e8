import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { ExportedCredit } from '@credits-server/contract'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { newAddress } from './grantTestCredit.js'
import { insertManyCredits } from './insertManyCredits.js'
import { makeCredits } from './makeCredits.js'
import { parseCsv } from './parseCsv.js'
import { type CommandLine, startCommandLine } from './serve/startCommandLine.js'

const many = 3_000

let line: CommandLine
let folder: string
beforeAll(async () => {
  line = await startCommandLine()
  folder = join(line.folder, 'out')
  await mkdir(folder)
  await insertManyCredits(line.server.database.connectionString, many)
}, 600_000)
afterAll(() => line.stop())

const sql = async (text: string) => (await line.server.knex.raw(text)).rows

/** A server that answers an export as `answer` does: what a real one answers when it is cut, and what it never does. */
async function lyingServer(answer: (response: ServerResponse) => void): Promise<Record<string, string>> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' })
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  return { CREDITS_URL: `http://127.0.0.1:${(server.address() as { port: number }).port}` }
}

describe('export credits', () => {
  test('default: the rows on stdout as the server sends them, what came of it on stderr', async () => {
    const { code, stdout, stderr } = await line.run(['export', 'credits'])
    const lines = stdout.split('\n')
    expect([code, lines.pop(), lines.pop()]).toEqual([0, '', `{"end":true,"count":${many}}`])
    expect(stderr).toBe(`Exported ${many} rows, ${Buffer.byteLength(stdout)} bytes; it is the whole.\n`)
    const expected = await sql('select id from credits order by created_at, id')
    expect(lines.map((text) => JSON.parse(text).id)).toEqual(expected.map(({ id }: { id: string }) => id))
  })

  test('behavior: a file is there when all of it is, for its owner alone, and in place of what was', async () => {
    const file = join(folder, 'credits.csv')
    await writeFile(file, 'old')
    const { code, told } = await line.runJson<{ bytes: number }>(['export', 'credits', '--output', file])
    const text = await readFile(file, 'utf8')
    expect({ code, told }).toEqual({
      code: 0,
      told: { format: 'csv', rows: many, bytes: Buffer.byteLength(text), output: file },
    })
    expect(parseCsv(text)).toHaveLength(many + 1)
    expect([(await stat(file)).mode & 0o777, await readdir(folder)]).toEqual([0o600, ['credits.csv']])
  })

  test('behavior: each filter is one of the operation, and CSV with line breaks in it is counted by rows', async () => {
    const address = newAddress()
    const credit = { issuer: 'shop', reason: 'two\r\nlines and "quotes"', claimed: true }
    const [id = ''] = await makeCredits(line.server, address, credit, {
      issuer: 'other',
      expiresAt: new Date('2031-01-01Z'),
    })
    const rows = async (...words: string[]) => {
      const { stdout } = await line.run(['export', 'credits', '--address', address, ...words])
      return stdout
        .split('\n')
        .slice(0, -2)
        .map((text) => (JSON.parse(text) as ExportedCredit).id)
    }
    const [row] = await sql(`select created_at, expires_at, signer from credits where id = '${id}'`)
    const just = ['--issuer', 'shop', '--state', 'available', '--signer', row.signer]
    expect(await rows(...just, '--created-from', row.created_at.toISOString())).toEqual([id])
    expect(await rows(...just, '--created-to', row.created_at.toISOString())).toEqual([])
    expect(await rows('--expires-from', row.expires_at.toISOString(), '--issuer', 'shop')).toEqual([id])
    expect(await rows('--expires-to', row.expires_at.toISOString(), '--issuer', 'shop')).toEqual([])
    expect(await rows('--season', '9')).toEqual([])
    expect(await rows('--goal', 'nothing')).toEqual([])
    const file = join(folder, 'lines.csv')
    const words = ['export', 'credits', '--address', address, '--issuer', 'shop', '--output', file]
    expect(await line.runJson(words)).toMatchObject({ told: { rows: 1 } })
  })

  test('behavior: a link stays a link; what is no file is not replaced', async () => {
    const [link, file] = [join(folder, 'link'), join(folder, 'linked')]
    await writeFile(file, 'old')
    await symlink(file, link)
    expect(await line.run(['export', 'credits', '--state', 'lapsed', '--output', link])).toMatchObject({ code: 0 })
    expect(await readFile(file, 'utf8')).toBe('{"end":true,"count":0}\n')
    for (const output of [folder, '/dev/null', join(folder, 'nowhere', 'x')]) {
      const { code, told } = await line.runJson(['export', 'credits', '--output', output])
      expect([output, code, told]).toMatchObject([output, 1, { error: { code: 'CANNOT_WRITE' } }])
    }
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
  })

  test.each([
    ['ndjson', 'the last line is not there', (response: ServerResponse) => response.end('{"id":1}\n')],
    ['ndjson', 'rows are not there', (response: ServerResponse) => response.end('{"id":1}\n{"end":true,"count":2}\n')],
    ['ndjson', 'it is empty', (response: ServerResponse) => response.end()],
    ['csv', 'it ends within a line', (response: ServerResponse) => response.end('id\r\n1,"a\r\n')],
    ['csv', 'it is empty', (response: ServerResponse) => response.end()],
    [
      'csv',
      'the connection is cut',
      (response: ServerResponse) => response.write('id\r\n1\r\n', () => setTimeout(() => response.destroy(), 50)),
    ],
  ])('error: EXPORT_BROKEN, and the file is as it was: %s, %s', async (format, _, answer) => {
    const env = await lyingServer(answer)
    const file = join(folder, 'kept')
    await writeFile(file, 'old')
    const words = ['export', 'credits', '--format', format, '--output', file]
    expect(await line.runJson(words, env)).toMatchObject({ code: 1, told: { error: { code: 'EXPORT_BROKEN' } } })
    expect(await readFile(file, 'utf8')).toBe('old')
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('error: a database that is lost in the middle, and stdout that nobody reads on', async () => {
    const running = line.start(['export', 'credits'])
    running.child.stdout?.destroy()
    const { code, stderr } = await running.ended
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^credits-server: stdout was closed: .*EPIPE\.\n$/)])
    await line.server.database.close()
    const file = join(folder, 'lost')
    const lost = await line.runJson(['export', 'entries', '--output', file])
    await line.server.database.open()
    expect(lost).toMatchObject({ code: 1, told: { error: { code: 'UNAVAILABLE', status: 503 } } })
    expect(await readdir(folder)).not.toContain('lost')
  })

  test('error: STOPPED by a signal leaves nothing', async () => {
    let isAsked = false
    const env = await lyingServer((response) => {
      response.write('{"id":1}\n')
      isAsked = true
    })
    const running = line.start(['export', 'credits', '--output', join(folder, 'stopped'), '--json'], env)
    await expect.poll(() => isAsked, { timeout: 30_000 }).toBe(true)
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toHaveLength(1)
    const { code, stdout } = await running.end('SIGINT')
    expect([code, JSON.parse(stdout).error.code]).toEqual([1, 'STOPPED'])
    expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([])
  })

  test.each([
    [['--state', 'x'], 1, 'INVALID_FILTER'],
    [['--format', 'xml'], 1, 'INVALID_PARAMETER'],
    [['--created-from', 'now'], 1, 'INVALID_PARAMETER'],
  ])('error: %j is refused by the server and leaves no file', async (words, code, name) => {
    const file = join(folder, 'refused')
    const failed = await line.runJson(['export', 'credits', ...words, '--output', file])
    expect(failed).toMatchObject({ code, told: { error: { code: name } } })
    expect(await readdir(folder)).not.toContain('refused')
  })

  test('error: --json without --output, because stdout is the export’s', async () => {
    expect(await line.runJson(['export', 'credits'])).toMatchObject({ code: 2, told: { error: { code: 'USAGE' } } })
  })
})

describe('export entries', () => {
  test('default: as CSV to stdout, of one user, one kind, one time', async () => {
    const address = newAddress()
    await makeCredits(line.server, address, {}, {})
    const words = ['export', 'entries', '--format', 'csv', '--address', address]
    const { code, stdout } = await line.run(words)
    expect([code, parseCsv(stdout).map(([, version]) => version)]).toEqual([0, ['version', '1', '2']])
    const none = await line.run([
      ...words,
      '--kind',
      'revoked',
      '--from',
      '2020-01-01T00:00:00Z',
      '--to',
      '2099-01-01T00:00:00Z',
    ])
    expect(none).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Exported 0 rows/) })
  })
})
