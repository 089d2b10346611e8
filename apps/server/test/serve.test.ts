import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { demoUsers } from '../src/seed/demoUsers.js'
import { runningIn, type TemporaryFolder, temporaryFolder } from './embedded/temporaryFolder.js'
import { type BuiltCli, buildCli } from './serve/buildCli.js'
import { type Balance, readBalance } from './serve/readBalance.js'
import { type RunningProcess, runCli, runProcess, type ServingProcess, untilServing } from './serve/runCli.js'

const { fresh, expiring } = demoUsers

/** What a service manager may count on, streams or not. */
const stopMs = 8_000

describe('serve, with the embedded Postgres', () => {
  let cli: BuiltCli
  let folder: TemporaryFolder
  let dataDir: string

  beforeAll(async () => {
    cli = await buildCli()
    folder = await temporaryFolder()
    dataDir = join(folder.path, 'data')
  })
  afterAll(async () => {
    await cli.remove()
    expect(await folder.remove()).toEqual([])
  })

  /** Ends with the test, however that ends. */
  function serve(env: Record<string, string> = {}, options: { group?: boolean } = {}): RunningProcess {
    const running = runCli(cli.path, 'serve', { DATA_DIR: dataDir, ...env }, options)
    onTestFinished(async () => {
      if (running.child.exitCode === null && running.child.signalCode === null) await running.end('SIGTERM')
    })
    return running
  }
  const serving = (env?: Record<string, string>): Promise<ServingProcess> => untilServing(serve(env))

  let rootKey: string
  let before: { fresh: Balance; expiring: Balance }

  test('default: from an empty folder it serves and says what to open; kill -9 then leaves its data', async () => {
    const server = await serving({ LOG_LEVEL: 'trace' })
    const welcome = server.stdout()
    for (const { address, story } of Object.values(demoUsers)) expect(welcome).toContain(`  ${address}  ${story}\n`)
    for (const path of ['/docs', '/openapi.yaml']) {
      expect(welcome).toContain(server.url + path)
      expect((await fetch(server.url + path)).status).toBe(200)
    }

    const [, tried = ''] = /^ {2}curl (http\S+)$/m.exec(welcome) ?? []
    const answer = await fetch(tried)
    expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([
      200,
      expect.arrayContaining(['credits', 'totalCredits']),
    ])
    expect(await (await fetch(`${server.opsUrl}/health/live`)).json()).toEqual({ status: 'live' })
    expect(await (await fetch(`${server.opsUrl}/health/ready`)).json()).toEqual({ status: 'ready' })
    expect(await (await fetch(`${server.opsUrl}/metrics`)).text()).toContain('credits_request_seconds_bucket')

    const file = join(dataDir, 'root-api-key')
    rootKey = readFileSync(file, 'utf8').trim()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(welcome).toMatch(new RegExp(`root key +${rootKey}\n +kept in ${file}\n`))
    await fetch(`${server.url}/nowhere?key=${rootKey}`, { headers: { Authorization: `Bearer ${rootKey}` } })
    await server.said(/"path":"\/nowhere"/)
    const logged = server
      .stdout()
      .split('\n')
      .filter((line) => line.startsWith('{'))
    expect(logged.join('\n')).not.toContain(rootKey)

    before = {
      fresh: await readBalance(server.url, fresh.address),
      expiring: await readBalance(server.url, expiring.address),
    }
    await server.end('SIGKILL')
  })

  test('behavior: the next start finds the ledger, tops the demo up, and SIGTERM ends everything', async () => {
    const server = await serving()
    expect(server.stdout()).toContain(rootKey)
    expect(await readBalance(server.url, fresh.address)).toEqual(before.fresh)
    const { epoch, version, ids } = await readBalance(server.url, expiring.address)
    expect({ epoch, version }).toEqual({ epoch: before.expiring.epoch, version: before.expiring.version + 3 })
    expect(ids).toHaveLength(6)
    expect(ids).toEqual(expect.arrayContaining([...before.expiring.ids]))

    const stream = await fetch(`${server.url}/users/${expiring.address}/credits/stream`)
    let text = ''
    const streamed = (async () => {
      // A stream that breaks off instead of ending throws here.
      for await (const part of stream.body ?? []) text += Buffer.from(part).toString()
    })()
    await expect.poll(() => text).toMatch(/\ndata: [^\n]+\n\n$/)
    const idle = connect(Number(new URL(server.opsUrl).port), '127.0.0.1')
    idle.on('error', () => {})

    const { code, ms, stdout, stderr } = await server.end('SIGTERM')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(ms).toBeLessThan(stopMs)
    await streamed
    expect(stdout).toMatch(/"signal":"SIGTERM","msg":"stopping"}\n[\s\S]*"msg":"stopped"}\n$/)
    expect(runningIn(folder.path)).toEqual([])
  })

  test('behavior: Ctrl-C under npm comes twice, from the terminal and from npm, and stops it cleanly once', async () => {
    const project = join(folder.path, 'project')
    mkdirSync(project)
    // Without exec, sh stands between npm and the server and passes nothing on.
    const start = `exec "${process.execPath}" "${cli.path}" serve`
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, scripts: { start } }))
    const env = { DATA_DIR: dataDir, npm_config_update_notifier: 'false', npm_config_cache: join(folder.path, 'npm') }
    const npm = runProcess('npm', ['start'], { env, cwd: project, group: true })
    const { url } = await untilServing(npm)
    const stream = await fetch(`${url}/users/${fresh.address}/credits/stream`)
    const streamed = stream.text()

    process.kill(-(npm.child.pid ?? 0), 'SIGINT')
    const { code, stdout } = await npm.ended
    expect(code).toBe(0)
    expect(await streamed).toContain('\ndata: ')
    expect(stdout).toMatch(/"signal":"SIGINT","msg":"stopping"}\n[\s\S]*"msg":"stopped"}\n/)
    expect(runningIn(folder.path)).toEqual([])
  })

  test('behavior: a second signal, unless it is the echo of the first, does not wait for a client that never finishes its request', async () => {
    const server = await serving({ SEED_DEMO: 'false' })
    const client = connect(Number(new URL(server.url).port), '127.0.0.1', () => client.write('GET / HTTP/1.1\r\n'))
    client.on('error', () => {})
    await fetch(`${server.url}/docs`)

    server.child.kill('SIGHUP')
    await server.said(/"signal":"SIGHUP","msg":"stopping"/)
    server.child.kill('SIGINT')
    await sleep(1_100)
    expect(server.child.exitCode).toBeNull()
    const { code, ms, stdout } = await server.end('SIGINT')
    expect(code).toBe(130)
    expect(stdout).toMatch(/"msg":"stopped without waiting"}\n$/)
    expect(ms).toBeLessThan(stopMs)
    expect(runningIn(folder.path)).toEqual([])
  })

  test('behavior: Ctrl-C during the first start is obeyed, though initdb hears it too, and the next start is whole', async () => {
    const DATA_DIR = join(folder.path, 'young')
    const server = serve({ DATA_DIR, SEED_DEMO: 'false' }, { group: true })
    await server.said(/^creating a database/m)
    process.kill(-(server.child.pid ?? 0), 'SIGINT')
    const { code, stdout, stderr } = await server.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/\nStopped before it served anything.\n$/)
    expect(runningIn(folder.path)).toEqual([])
    expect(await runCli(cli.path, 'migrate', { DATA_DIR }).ended).toMatchObject({ code: 0, stderr: '' })
  })

  test.runIf(process.platform === 'linux')(
    'behavior: a log that cannot be written neither stops it nor keeps it',
    async () => {
      const module = JSON.stringify(join(dirname(cli.path), 'commands', 'createLogger.js'))
      const script = `const { createLogger } = await import(${module})
      const logger = createLogger({ logLevel: 'info' })
      for (let left = 20; left > 0; left--) {
        logger.info('one line')
        await new Promise((resolve) => setTimeout(resolve, 1))
      }`
      const args = ['--input-type=module', '--eval', script]
      const child = spawn(process.execPath, args, { stdio: ['ignore', openSync('/dev/full', 'w'), 'inherit'] })
      onTestFinished(() => void child.kill('SIGKILL'))
      expect(await once(child, 'exit')).toEqual([0, null])
    },
  )

  test('error: a port in use is one clear line, and the database is stopped', async () => {
    const taken = await listenSomewhere()
    onTestFinished(() => void taken.server.close())
    const { code, stderr } = await serve({ SEED_DEMO: 'false', PORT: String(taken.port) }).ended
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        `credits-server: PORT ${taken.port} on 127.0.0.1 is in use. ` +
        'Stop what listens there, or set PORT to a free one.\n',
    })
    expect(runningIn(folder.path)).toEqual([])
  })

  test('error: a second server on one DATA_DIR is refused; without its Postgres the first one ends and says so', async () => {
    const server = await serving({ SEED_DEMO: 'false' })
    const second = await serve().ended
    expect([second.code, second.stderr]).toEqual([
      1,
      expect.stringMatching(/^credits-server: DATA_DIR \S+ is in use by/),
    ])

    const [pid] = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGKILL')
    const { code, stderr } = await server.ended
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^credits-server: The embedded Postgres .* start the server again/),
    ])
  })
})

async function listenSomewhere(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { server, port: address.port }
}
