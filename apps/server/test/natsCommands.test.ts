import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { checkHints } from '../src/commands/doctor/checkHints.js'
import { parseNatsPlace } from '../src/config/parseNatsPlace.js'
import { temporaryFolder } from './embedded/temporaryFolder.js'
import { untilServing } from './serve/runCli.js'
import { type CommandLine, startCommandLine } from './serve/startCommandLine.js'
import { hasNatsServer, startNatsServer } from './startNatsServer.js'

type Told = { readonly findings: { check: string; state: string; found: string; remedy: string | null }[] }

describe('commands and NATS_URL', () => {
  let line: CommandLine
  beforeAll(async () => {
    line = await startCommandLine()
  })
  afterAll(() => line.stop())

  async function findings(NATS_URL: string, env: Record<string, string> = {}) {
    const { told } = await line.runJson<Told>(['doctor'], {
      DATABASE_URL: line.server.database.connectionString,
      NATS_URL,
      ...env,
    })
    expect(JSON.stringify(told)).not.toContain('hunter2')
    return told.findings.filter(({ check }) => check === 'hints').map(({ state, found }) => [state, found])
  }

  test('default: without it hints go over the database, and nothing is said of them', async () => {
    expect(await findings('')).toEqual([])
  })

  test('behavior: one that is not there, and one that says nothing, are warnings: streams follow without', async () => {
    const port = await startSilence()
    expect(await findings(`nats://me:hunter2@127.0.0.1:1,nats://me:hunter2@127.0.0.1:${port}`)).toEqual([
      ['warning', 'NATS at 127.0.0.1:1 cannot be reached: connection refused'],
      ['warning', `NATS at 127.0.0.1:${port} cannot be reached: timeout`],
    ])
  })

  test('behavior: serve starts beside one that says nothing, and ends', async () => {
    const NATS_URL = `nats://127.0.0.1:${await startSilence()}`
    const env = { DATABASE_URL: line.server.database.connectionString, NATS_URL }
    const serving = await untilServing(line.start(['serve'], env))
    expect((await fetch(`${serving.url}/seasons`)).status).toBe(200)
    expect(await serving.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' })
  })

  test.skipIf(!hasNatsServer)('behavior: one that passes hints on, and those that refuse and why', async () => {
    const nats = await startNatsServer({
      configuration: `authorization { users = [
        { user: right, password: hunter2, permissions: { publish: "credits.hint.*", subscribe: "credits.hint.*" } }
        { user: mute, password: hunter2, permissions: { publish: "else", subscribe: "credits.hint.*" } } ] }`,
    })
    onTestFinished(() => nats.remove())
    const at = `127.0.0.1:${nats.port}`
    const found = async (who: string) =>
      (await checkHints({ natsPlace: parseNatsPlace(`${who}@${at}`) })).map(({ state, found }) => [state, found])
    expect(await found('nats://right:hunter2')).toEqual([['ok', `NATS at ${at} passes them on`]])
    expect(await found('nats://right:hunter2x')).toEqual([
      ['problem', `NATS at ${at} refuses: Authorization Violation`],
    ])
    expect(await found('nats://mute:hunter2')).toEqual([
      ['problem', expect.stringContaining(`NATS at ${at} refuses: Permissions Violation for Publish`)],
    ])
    expect(await found('tls://right:hunter2')).toEqual([
      ['warning', `NATS at ${at} cannot be reached: server does not support 'tls'`],
    ])
  })

  test.skipIf(!hasNatsServer || !hasOpenssl())(
    'behavior: TLS, to a certificate that is trusted and no other',
    async () => {
      const folder = await temporaryFolder()
      onTestFinished(async () => void (await folder.remove()))
      const [key, certificate] = [join(folder.path, 'key.pem'), join(folder.path, 'certificate.pem')]
      execFileSync('openssl', [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
      ])
      const nats = await startNatsServer({ configuration: `tls { cert_file: "${certificate}", key_file: "${key}" }` })
      onTestFinished(() => nats.remove())
      const [named, numbered] = [`localhost:${nats.port}`, `127.0.0.1:${nats.port}`]
      const trusting = { NODE_EXTRA_CA_CERTS: certificate }
      expect(await findings(`tls://${named},tls://${numbered}`, trusting)).toEqual([
        ['ok', `NATS at ${named} passes them on`],
        ['warning', expect.stringMatching(/cannot be reached: .*not in the cert's list/)],
      ])
      expect(await findings(`nats://${named}`)).toEqual([
        ['warning', expect.stringMatching(/cannot be reached: .*self-signed certificate/)],
      ])
    },
  )
})

/** Starts what takes connections and never says a word, and answers its port. */
async function startSilence(): Promise<number> {
  const sockets: Socket[] = []
  const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  await once(silent, 'listening')
  return (silent.address() as { port: number }).port
}

function hasOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version']).length > 0
  } catch {
    console.log('skipped: openssl is not installed, so TLS to NATS cannot be tried here')
    return false
  }
}
