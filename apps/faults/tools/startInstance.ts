import { createRequire } from 'node:module'
import {
  type ProcessEnd,
  type RunningProcess,
  runCli,
  runProcess,
  untilServing,
} from '../../server/test/serve/runCli.js'
import { findFreePort } from './findFreePort.js'

/** A server in a process of its own, which may be killed and started again on the same ports. */
export type Instance = {
  readonly port: number
  readonly url: string
  readonly opsUrl: string
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** Sends its process a signal that does not end it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** SIGTERM; resolves when it has drained. */
  stop(): Promise<ProcessEnd>
  /** Starts it again and resolves when it serves. */
  restart(): Promise<void>
  /** Everything that any of its processes has written. */
  output(): string
  /** What no process of it should ever do: write to stderr, log an error, end without being told. */
  complaints(): string[]
}

export type InstanceOptions = {
  readonly databaseUrl: string
  readonly rootApiKey: string
  readonly env?: Readonly<Record<string, string>>
  /** Files and sockets that it may have open; what this process may have, unless given. */
  readonly openFiles?: number
}

/** As `npm start` runs it. */
const cliPath = createRequire(import.meta.url).resolve('@credits-server/server/dist/cli.js')

/** Starts the built server and resolves when it serves. */
export async function startInstance({ databaseUrl, rootApiKey, env, openFiles }: InstanceOptions): Promise<Instance> {
  const port = await findFreePort()
  const opsPort = await findFreePort()
  const variables = {
    DATABASE_URL: databaseUrl,
    ROOT_API_KEY: rootApiKey,
    PORT: String(port),
    OPS_PORT: String(opsPort),
    ...env,
  }
  const runs: Run[] = []

  async function start(): Promise<void> {
    const running = openFiles ? runLimited(openFiles, variables) : runCli(cliPath, 'serve', variables)
    const run: Run = { running, stderr: '', told: false }
    running.child.stderr?.on('data', (part) => {
      run.stderr += part
    })
    await untilServing(running)
    runs.push(run)
    void running.ended.then(({ code }) => {
      if (!run.told) run.stderr += `ended by itself, with code ${code}`
    })
  }
  function end(signal: NodeJS.Signals): Promise<ProcessEnd> {
    const run = runs.at(-1)
    if (!run) throw new Error('this instance never served')
    run.told = true
    return run.running.end(signal)
  }

  await start()
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    opsUrl: `http://127.0.0.1:${opsPort}`,
    kill: async () => void (await end('SIGKILL')),
    signal: (signal) => void runs.at(-1)?.running.child.kill(signal),
    stop: () => end('SIGTERM'),
    restart: start,
    output: () => runs.map(({ running, stderr }) => running.stdout() + stderr).join(''),
    complaints: () =>
      runs.flatMap(({ running, stderr }) => [...errorsIn(running.stdout()), ...(stderr ? [stderr] : [])]),
  }
}

function runLimited(openFiles: number, env: Readonly<Record<string, string>>): RunningProcess {
  const script = `ulimit -n ${openFiles}; exec "$0" "$@"`
  return runProcess('sh', ['-c', script, process.execPath, cliPath, 'serve'], { env })
}

type Run = {
  readonly running: RunningProcess
  stderr: string
  /** That it was signalled. */
  told: boolean
}

/** **Units:** pino's levels; 50 is an error. */
function errorsIn(stdout: string): string[] {
  return stdout.split('\n').filter((line) => Number(/^\{"level":(\d+)/.exec(line)?.[1]) >= 50)
}
