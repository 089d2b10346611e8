import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findFreePort } from './findFreePort.js'

/** A real nginx in front of some servers. */
export type Nginx = {
  /** Over TLS, with HTTP/2 where its configuration has it. */
  readonly url: string
  /** The same without TLS, for clients that do not know the certificate. */
  readonly plainUrl: string
  /** What sends clients on to TLS. */
  readonly redirectUrl: string
  /** The certificate that it shows, which is its own authority: a file. */
  readonly certificate: string
  /** Loads its configuration anew, as after a change. */
  reload(): void
  /** Stops it, which cuts whatever is open, and starts it again. */
  restart(): Promise<void>
  /** What it has logged. */
  log(): string
  stop(): Promise<void>
}

type Options = {
  /** Ports of servers on 127.0.0.1. */
  readonly ports: readonly number[]
  /** The documented configuration unless given. */
  readonly config?: string
  /** Moves its clock by so much. */
  readonly clock?: { readonly seconds: number; readonly libfaketime: string }
}

const run = promisify(execFile)

/** The configuration that docs/proxies.md explains. */
export const documentedConfig = await readFile(
  resolve(fileURLToPath(import.meta.url), '../../../../docs/deploy/nginx.conf'),
  'utf8',
)

const programs = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx']

/** Finds an nginx that can be run, and openssl for its certificate; null, and a line that says why, where there is none. */
export async function findNginx(): Promise<string | null> {
  const program = programs.find((path) => existsSync(path))
  if (!program) return missing('nginx is not installed')
  const openssl = await run('openssl', ['version']).then(
    () => true,
    () => false,
  )
  return openssl ? program : missing('openssl is not installed')
}

function missing(why: string): null {
  console.log(`What goes through nginx is not tested: ${why}.`)
  return null
}

/** Finds the library that moves the clock of a program; null where it is not installed. */
export function findFaketime(): string | null {
  const machines = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  const paths = machines.map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`)
  return paths.find((path) => existsSync(path)) ?? null
}

/** Replaces a part of a configuration; one that is not there is an error. */
export function replaceIn(config: string, part: string, other: string): string {
  if (!config.includes(part)) throw new Error(`the configuration has no ${part}`)
  return config.replaceAll(part, other)
}

/** Starts nginx with a configuration of which only ports, certificate and files are changed. */
export async function startNginx({ ports, config = documentedConfig, clock }: Options): Promise<Nginx> {
  const program = programs.find((path) => existsSync(path)) ?? 'nginx'
  const folder = await mkdtemp(join(tmpdir(), 'credits-nginx-'))
  const [port, plainPort, redirectPort] = [await findFreePort(), await findFreePort(), await findFreePort()]
  const certificate = join(folder, 'certificate.pem')
  await makeCertificate(certificate, join(folder, 'key.pem'))
  const [serverLine = ''] = /^ *server 127\.0\.0\.1:3000.*$/m.exec(config) ?? []
  const changes: [string, string][] = [
    [serverLine, ports.map((one) => serverLine.replace('3000', String(one))).join('\n')],
    ['/etc/ssl/credits.example.org.crt', certificate],
    ['/etc/ssl/credits.example.org.key', join(folder, 'key.pem')],
    ['listen 80;', `listen 127.0.0.1:${redirectPort};`],
    ['listen 443 ', `listen 127.0.0.1:${plainPort}; listen 127.0.0.1:${port} `],
    ['http {', `http {\n  access_log off;\n${temporaryPaths(folder)}`],
    // What a test may not have, and does not need.
    ['worker_rlimit_nofile 65536;', ''],
    ['worker_connections 32768;', 'worker_connections 1024;'],
  ]
  const file = join(folder, 'nginx.conf')
  await writeFile(
    file,
    changes.reduce((text, [part, other]) => replaceIn(text, part, other), config),
  )

  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const directives = `daemon off; pid ${join(folder, 'pid')}; error_log stderr; ${user}`
  const faked = clock && { LD_PRELOAD: clock.libfaketime, FAKETIME: `${clock.seconds >= 0 ? '+' : ''}${clock.seconds}` }
  const env = faked ? { ...process.env, ...faked, FAKETIME_DONT_FAKE_MONOTONIC: '1' } : process.env
  let log = ''
  const launch = async (): Promise<ChildProcess> => {
    const stdio = ['ignore', 'ignore', 'pipe'] as const
    const child = spawn(program, ['-p', folder, '-c', file, '-g', directives], { stdio: [...stdio], env })
    child.stderr?.setEncoding('utf8').on('data', (part) => {
      log += part
    })
    while (!(await accepts(port))) {
      if (child.exitCode !== null) throw new Error(`nginx does not start: ${log}`)
      await sleep(10)
    }
    return child
  }
  let running = await launch()
  const end = async () => {
    const closed = once(running, 'close')
    running.kill('SIGTERM')
    await closed
  }
  return {
    url: `https://localhost:${port}`,
    plainUrl: `http://127.0.0.1:${plainPort}`,
    redirectUrl: `http://127.0.0.1:${redirectPort}`,
    certificate,
    reload: () => void running.kill('SIGHUP'),
    async restart() {
      await end()
      running = await launch()
    },
    log: () => log,
    async stop() {
      await end()
      await rm(folder, { recursive: true })
    },
  }
}

async function makeCertificate(certificate: string, key: string): Promise<void> {
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  await run('openssl', [...words, '-keyout', key, '-out', certificate, ...names])
}

function temporaryPaths(folder: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return kinds.map((kind) => `  ${kind}_temp_path ${join(folder, kind)};`).join('\n')
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
