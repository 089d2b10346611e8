import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a process ended. */
export type CliEnd = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** From the signal that `end` sent, or else from the start. */
  readonly ms: number
}

/** The command line as a process of its own. */
export type CliProcess = {
  readonly child: ChildProcess
  readonly ended: Promise<CliEnd>
  /** Resolves with the first line on stdout that matches; fails with everything it said when it ends before. */
  line(pattern: RegExp): Promise<RegExpExecArray>
  end(signal: NodeJS.Signals): Promise<CliEnd>
}

type Options = {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Gives it a process group, as a shell does; its number is the child's pid. */
  readonly group?: boolean
}

/** Runs a program with an environment of its own: the variables of the test run do not reach it. */
export function runProcess(file: string, args: readonly string[], { env, cwd, group = false }: Options = {}): CliProcess {
  const { PATH = '', HOME = '/' } = process.env
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, ...env },
    detached: group,
    ...(cwd === undefined ? {} : { cwd }),
  })
  let since = performance.now()
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (part) => (said.stdout += part))
  child.stderr.on('data', (part) => (said.stderr += part))
  const ended = new Promise<CliEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...said, ms: performance.now() - since }))
  })
  return {
    child,
    ended,
    async line(pattern) {
      for (;;) {
        const hasEnded = child.exitCode !== null || child.signalCode !== null
        const found = pattern.exec(said.stdout)
        if (found) return found
        if (hasEnded) throw new Error(`it ended without ${pattern}:\n${said.stdout}${said.stderr}`)
        await sleep(10)
      }
    },
    end(signal) {
      since = performance.now()
      child.kill(signal)
      return ended
    },
  }
}
