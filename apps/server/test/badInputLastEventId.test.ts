import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoUsers } from '../src/seed/demoUsers.js'
import { ask, expectError, expectNothingGivenAway, readsOf, send } from './badInputTools.js'
import { startTestServer, type TestServer } from './startTestServer.js'

const [credits, stream] = readsOf(demoUsers.fresh.address)

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true })
})
afterAll(async () => {
  expectNothingGivenAway(server)
  await server.stop()
})

/** The id of the balance as it is, and what stands between its dots. */
async function presentId() {
  const { snapshotId } = JSON.parse((await ask(server, 'GET', credits)).body)
  const [epoch = '', version = '', mark = ''] = String(snapshotId).split('.')
  return { snapshotId: String(snapshotId), epoch, version: Number(version), mark: Number(mark) }
}

describe('Last-Event-ID', () => {
  test.each([
    ['a carriage return', 'a\rb'],
    ['a line feed', 'a\nb'],
    ['a NUL', 'a\0b'],
    ['a folded line', 'a\r\n b'],
    ['a field that it would forge', 'a\ndata: x'],
  ])('row 1: with %s it is MALFORMED_REQUEST, and the connection is closed', async (_, value) => {
    const answer = await send(
      server,
      `GET ${stream} HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: ${value}\r\n\r\n`,
      2_000,
    )
    expectError(answer, 'MALFORMED_REQUEST', { parsed: false })
    expect(answer.headers['connection']).toBe('close')
    expect(answer.text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  const long = (bytes: number) => 'x'.repeat(bytes)
  test.each<[what: string, of: (id: Awaited<ReturnType<typeof presentId>>) => readonly string[]]>([
    ['of 65 bytes', () => [long(65)]],
    ['of 7,500 bytes', () => [long(7_500)]],
    ['empty', () => ['']],
    ['above ASCII', () => ['é💥']],
    ['of digits that are not ours', ({ epoch, mark }) => [`${epoch}.٣.${mark}`]],
    ['of a negative version', ({ epoch, mark }) => [`${epoch}.-1.${mark}`]],
    ['of a negative mark', ({ epoch, version }) => [`${epoch}.${version}.-1`]],
    ['of a version with a fraction', ({ epoch, version, mark }) => [`${epoch}.${version}.5.${mark}`]],
    ['of a version beyond every number', ({ epoch, mark }) => [`${epoch}.${'9'.repeat(40)}.${mark}`]],
    ['of a version that is to come', ({ epoch, version, mark }) => [`${epoch}.${version + 1_000}.${mark}`]],
    ['of a mark that is to come', ({ epoch, version }) => [`${epoch}.${version}.99999999999`]],
    ['of another epoch', ({ version, mark }) => [`ffffffffffff.${version}.${mark}`]],
    ['of an epoch alone', ({ epoch }) => [epoch]],
    ['of an older version', ({ epoch, version, mark }) => [`${epoch}.${version - 1}.${mark}`]],
    ['of SQL', () => [`'; drop table credits; --`]],
    ['of SQL in the right form', ({ epoch, mark }) => [`${epoch}.1' or '1'='1.${mark}`]],
    ['of HTML', () => ['<script>alert(1)</script>']],
    ['sent twice', ({ snapshotId }) => [snapshotId, snapshotId]],
    ['sent twice, one of them wrong', ({ snapshotId }) => [snapshotId, 'x']],
  ])('row 2: one %s is 200 and the whole balance', async (_, of) => {
    const id = await presentId()
    const lines = of(id).map((value) => `Last-Event-ID: ${Buffer.from(value).toString('latin1')}`)
    const whole = new RegExp(`^HTTP/1\\.1 200 OK\r\n[^]*\nid: ${id.snapshotId}\ndata: \\{"credits"`)
    await expect
      .poll(async () => (await ask(server, 'GET', stream, lines, 300)).text, { timeout: 20_000 })
      .toMatch(whole)
  })

  test('row 2: the present one is 200, and the balance is not repeated', async () => {
    const { snapshotId } = await presentId()
    const { text } = await ask(server, 'GET', stream, [`Last-Event-ID: ${snapshotId}`], 500)
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(text).toContain(`"snapshotId":"${snapshotId}"`)
    expect(text).not.toMatch(/\ndata: \{"credits"/)
  })
})
