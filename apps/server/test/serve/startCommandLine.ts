import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { rootApiKey, startTestServer, type TestServer } from '../startTestServer.js'
import { buildCli } from './buildCli.js'
import { type RunningProcess, runCli } from './runCli.js'

/** How a command ended. */
export type CommandEnd = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** The built command line, and a server for it to ask. */
export type CommandLine = {
  /** Path of cli.js. */
  readonly path: string
  readonly server: TestServer
  /** Belongs to the test file. It is DATA_DIR as well. */
  readonly folder: string
  /** Starts a command with the server's address and root key, unless `env` says otherwise. */
  start(words: readonly string[], env?: Record<string, string>): RunningProcess
  /** Runs it to its end. */
  run(words: readonly string[], env?: Record<string, string>): Promise<CommandEnd>
  /** Runs it with --json and parses the one line. */
  runJson<T>(words: readonly string[], env?: Record<string, string>): Promise<{ code: number | null; told: T }>
  stop(): Promise<void>
}

/** Builds the command line and starts a server. */
export async function startCommandLine(): Promise<CommandLine> {
  const [cli, folder, server] = await Promise.all([
    buildCli(),
    mkdtemp(join(tmpdir(), 'credits-cli-')),
    startTestServer(),
  ])
  const start = (words: readonly string[], env: Record<string, string> = {}) => {
    const usual = { DATA_DIR: folder, CREDITS_URL: server.url, CREDITS_API_KEY: rootApiKey }
    const running = runCli(cli.path, words, { ...usual, ...env })
    onTestFinished(() => void running.child.kill('SIGKILL'))
    return running
  }
  const run = async (words: readonly string[], env?: Record<string, string>) => {
    const { code, stdout, stderr } = await start(words, env).ended
    return { code, stdout, stderr }
  }
  return {
    path: cli.path,
    server,
    folder,
    start,
    run,
    async runJson(words, env) {
      const { code, stdout } = await run([...words, '--json'], env)
      if (!/^[^\n]+\n$/.test(stdout)) throw new Error(`not one line: ${stdout}`)
      return { code, told: JSON.parse(stdout) }
    },
    async stop() {
      await cli.remove()
      await rm(folder, { recursive: true })
      await server.stop()
    },
  }
}
