import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../faults/tools/findFreePort.js'
import { temporaryFolder } from './embedded/temporaryFolder.js'

/** A real nats-server that may be killed, frozen and started again on the same port. */
export type NatsTestServer = {
  readonly port: number
  readonly url: string
  start(): Promise<void>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGSTOP and SIGCONT: its links stay open and say nothing. */
  freeze(): void
  thaw(): void
  /** The subjects of hints that somebody is subscribed to, by what its monitoring endpoint says; sorted, once for each. */
  hintSubjects(): Promise<string[]>
  /** What it has done since it started. */
  counts(): Promise<{ connections: number; in_msgs: number; out_msgs: number }>
  /** Kills it and removes its folder. */
  remove(): Promise<void>
}

const path = findProgram('nats-server')

/** Whether there is one to start. Debian has it as `nats-server`; npm has none. */
export const hasNatsServer = path !== null
if (!hasNatsServer) console.log('skipped: nats-server is not installed, so hints over NATS cannot be tried here')

type Options = {
  /** Lines of its configuration beyond ports. */
  readonly configuration?: string
}

/** Starts it on free ports of 127.0.0.1. It ends with the process that started it. */
export async function startNatsServer({ configuration = '' }: Options = {}): Promise<NatsTestServer> {
  if (path === null) throw new Error('nats-server is not installed')
  const program = path
  const [port, monitorPort] = [await findFreePort(), await findFreePort()]
  const folder = await temporaryFolder()
  const file = join(folder.path, 'nats.conf')
  await writeFile(file, `host: 127.0.0.1\nport: ${port}\nhttp: "127.0.0.1:${monitorPort}"\n${configuration}\n`)
  let running: Running | null = null

  async function start(): Promise<void> {
    running = await run(program, ['-c', file, '-l', join(folder.path, 'log')])
    while (!(await accepts(port))) await sleep(10)
  }
  async function kill(): Promise<void> {
    if (!running) return
    process.kill(running.pid, 'SIGKILL')
    await running.ended
    running = null
  }
  function signal(name: NodeJS.Signals): void {
    if (running) process.kill(running.pid, name)
  }
  async function ask<T>(what: string): Promise<T> {
    return (await (await fetch(`http://127.0.0.1:${monitorPort}/${what}`)).json()) as T
  }

  await start()
  return {
    port,
    url: `nats://127.0.0.1:${port}`,
    start,
    kill,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async hintSubjects() {
      const { connections } = await ask<{ connections: { subscriptions_list?: string[] }[] }>('connz?subs=1&limit=1000')
      const subjects = connections.flatMap(({ subscriptions_list = [] }) => subscriptions_list)
      return [...new Set(subjects.filter((subject) => subject.startsWith('credits.hint')))].sort()
    },
    counts: () => ask('varz'),
    async remove() {
      await kill()
      await folder.remove()
    },
  }
}

type Running = { readonly pid: number; readonly ended: Promise<unknown> }

/** A shell that kills the program when its stdin ends, which it does with whoever started it. */
const guard = `
  exec 3<&0
  "$@" </dev/null >/dev/null 2>&1 & program=$!
  (cat <&3; kill -9 $program) >/dev/null 2>&1 & watcher=$!
  echo $program
  wait $program
  kill $watcher`

async function run(program: string, args: readonly string[]): Promise<Running> {
  const shell = spawn('sh', ['-c', guard, 'sh', program, ...args], { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = once(shell, 'exit').then(() => shell.stdin.end())
  const [line] = (await once(shell.stdout, 'data')) as [Buffer]
  return { pid: Number(line.toString()), ended }
}

/** Debian puts it where only root looks. */
function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin']
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
