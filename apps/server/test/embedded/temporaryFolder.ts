import { readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface TemporaryFolder {
  readonly path: string
  /** Kills what still runs in it, removes it, and answers what had been left running. */
  remove(): Promise<string[]>
}

/** Makes a folder with a short name, so that a socket fits in. Everybody may enter it; some servers are not ours. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await realpath(await mkdtemp('/tmp/credits-pg-'))
  await chmod(path, 0o755)
  return {
    path,
    async remove() {
      const left = runningIn(path)
      for (const { pid } of left) process.kill(pid, 'SIGKILL')
      for (let tries = 0; runningIn(path).length > 0 && tries < 200; tries++) await sleep(10)
      await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
      return left.map(({ command }) => command)
    },
  }
}

/** Lists the processes whose command line names the folder. Linux only; elsewhere it finds none. */
export function runningIn(folder: string): { pid: number; command: string }[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({ pid: Number(name), command: commandOf(name) }))
    .filter(({ command }) => command.includes(folder))
}

function commandOf(pid: string): string {
  try {
    return readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
      .replaceAll('\0', ' ')
      .trim()
  } catch {
    return ''
  }
}
