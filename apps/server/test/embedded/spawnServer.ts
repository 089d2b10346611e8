import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What launch.mjs says once: that it runs, or why it does not. */
export interface ServerReport {
  readonly pid?: number
  readonly adopted?: boolean
  readonly socketDir?: string
  readonly id?: number
  readonly code?: string
  readonly message?: string
}

export interface SpawnServerInput {
  /** Where compileEmbedded wrote. */
  readonly compiled: string
  readonly dataDir: string
  readonly durability?: 'safe' | 'fast'
  readonly uid?: number
}

export interface SpawnedServer {
  readonly process: ChildProcess
  readonly report: Promise<ServerReport>
  /** Signals it and resolves with its exit code when it has ended by itself. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Runs launch.mjs as its own process. */
export function spawnServer({ compiled, dataDir, durability = 'fast', uid }: SpawnServerInput): SpawnedServer {
  const child = spawn(process.execPath, [join(compiled, 'launch.js'), dataDir, durability], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  return {
    process: child,
    report: readReport(child),
    async end(signal) {
      child.kill(signal)
      return (await ended)[0]
    },
  }
}

async function readReport(child: ChildProcess): Promise<ServerReport> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) return JSON.parse(text) as ServerReport
  }
  return { code: 'NO_REPORT', message: text }
}
