import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A program that was started, and what it has printed so far, a line each. */
export type Program = {
  readonly lines: readonly string[]
  readonly errors: readonly string[]
  /** Its exit status; null if it was stopped. */
  readonly ended: Promise<number | null>
  stop(): Promise<void>
}

export type ProgramOptions = {
  readonly cwd: string
  /** Beside the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a program as a developer would in a shell. */
export function startProgram(command: string, args: readonly string[], { cwd, env }: ProgramOptions): Program {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const errors: string[] = []
  createInterface(child.stdout).on('line', (line) => void lines.push(line))
  createInterface(child.stderr).on('line', (line) => void errors.push(line))
  const ended = once(child, 'close').then(([status]) => status as number | null)
  return {
    lines,
    errors,
    ended,
    stop: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
