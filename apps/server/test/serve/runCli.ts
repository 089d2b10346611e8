import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a process ended. */
export type ProcessEnd = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** From the signal that `end` sent, or else from the start. */
  readonly ms: number
}

/** A process of its own and what it has said. */
export type RunningProcess = {
  readonly child: ChildProcess
  readonly ended: Promise<ProcessEnd>
  stdout(): string
  /** Resolves when stdout matches; fails with everything it said when it ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  end(signal: NodeJS.Signals): Promise<ProcessEnd>
}

/** A `serve` that has printed its welcome. */
export type ServingProcess = RunningProcess & {
  readonly url: string
  readonly opsUrl: string
}

type Options = {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Gives it a process group of its own, as a shell does; the group's number is the child's pid. */
  readonly group?: boolean
}

/** Runs a program; the variables of the test run do not reach it, and it gets free ports. */
export function runProcess(file: string, args: readonly string[], options: Options = {}): RunningProcess {
  const { env, cwd = '/', group = false } = options
  const { PATH = '', HOME = '/' } = process.env
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, PORT: '0', OPS_PORT: '0', ...env },
    detached: group,
    cwd,
  })
  let since = performance.now()
  let stdout = ''
  let stderr = ''
  // A part may end within a character.
  child.stdout.setEncoding('utf8')
  child.stderr.setEncoding('utf8')
  child.stdout.on('data', (part) => {
    stdout += part
  })
  child.stderr.on('data', (part) => {
    stderr += part
  })
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr, ms: performance.now() - since }))
  })
  return {
    child,
    ended,
    stdout: () => stdout,
    async said(pattern) {
      for (;;) {
        const hasEnded = child.exitCode !== null || child.signalCode !== null
        const found = pattern.exec(stdout)
        if (found) return found
        if (hasEnded) throw new Error(`it ended without saying ${pattern}:\n${stdout}${stderr}`)
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

/** Runs a command of the built command line. */
export function runCli(
  path: string,
  words: string | readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: Pick<Options, 'group'> = {},
): RunningProcess {
  const list = typeof words === 'string' ? words.split(' ').filter(Boolean) : words
  return runProcess(process.execPath, [path, ...list], { ...options, env })
}

/** Waits until a `serve` is ready. */
export async function untilServing(running: RunningProcess): Promise<ServingProcess> {
  const [, url = '', opsUrl = ''] = await running.said(
    /^Credits Server {2}(\S+)$[\s\S]*?^ {2}health +(\S+)\/health\/ready/m,
  )
  return { ...running, url, opsUrl }
}
