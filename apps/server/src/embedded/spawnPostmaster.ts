import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { open, readFile, rename, stat } from 'node:fs/promises'
import type { RunAs } from './asUnprivileged.js'
import { toolEnvironment } from './toolEnvironment.js'

export interface Postmaster {
  readonly pid: number
  /** How it ended, in words, or null while it runs. */
  ended(): string | null
  /** The last lines it wrote, indented; only this run's. */
  logTail(): Promise<string>
}

export interface SpawnPostmasterInput {
  readonly postgres: string
  readonly args: readonly string[]
  readonly libraries: string
  readonly log: string
  readonly runAs: RunAs
}

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants

/** 10 MiB: every failed statement is a few lines, and nobody rotates a file they do not know of. */
const maxLogBytes = 10 * 1024 * 1024

/**
 * Starts the postmaster and returns at once, without waiting until it answers.
 *
 * It gets a session of its own, so that Ctrl-C or a closed terminal reaches the server first and not the database it is
 * still draining into. Neither it nor its log keeps this process alive.
 */
export async function spawnPostmaster({
  postgres,
  args,
  libraries,
  log,
  runAs,
}: SpawnPostmasterInput): Promise<Postmaster> {
  const logStart = await rotate(log)
  // NOFOLLOW: root may be writing into a folder of somebody who could point this name elsewhere.
  const output = await open(log, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600)
  if (process.getuid?.() === 0) await output.chown(runAs.owner.uid, runAs.owner.gid)
  const [file = postgres, ...rest] = [...runAs.prefix, postgres, ...args]
  const child = spawn(file, rest, {
    cwd: '/',
    env: toolEnvironment(libraries),
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    ...runAs.spawnIds,
  })
  let ending: string | null = null
  child.once('error', (error) => {
    ending ??= error.message
  })
  child.once('exit', (code, signal) => {
    ending ??= signal === null ? `exited with code ${code}` : `was killed by ${signal}`
  })
  child.unref()
  await output.close()
  return { pid: child.pid ?? 0, ended: () => ending, logTail: () => readTail(log, logStart) }
}

/** Keeps one old log, and answers how long the current one is. */
async function rotate(log: string): Promise<number> {
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  )
  if (size <= maxLogBytes) return size
  await rename(log, `${log}.old`)
  return 0
}

async function readTail(log: string, start: number): Promise<string> {
  const bytes = await readFile(log).catch(() => Buffer.alloc(0))
  const lines = bytes.subarray(start).toString('utf8').trimEnd().split('\n')
  return lines
    .slice(-20)
    .map((line) => `  ${line}`)
    .join('\n')
}
