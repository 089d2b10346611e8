import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pin } from './pin.js'
import type { Usage, UsageQuestion } from './Usage.js'

/** A program that is measured, in a process of its own. */
export type Program = {
  readonly host: string
  readonly port: number
  usage(question?: UsageQuestion): Promise<Usage>
  /** Sends it a message, if it listens to any. */
  tell(message: object): void
  stop(): Promise<void>
}

type Options = {
  /** The script and its arguments. */
  readonly script: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Finds in what it has said where it listens; undefined as long as that is not said. */
  readonly findUrl: (said: string) => string | undefined
}

const probe = new URL('./probe.js', import.meta.url).href

/** Starts it, pinned to the first core where there are two; this process, the load, is pinned to the second. */
export async function startProgram({ script, env, findUrl }: Options): Promise<Program> {
  const child = spawn(process.execPath, ['--import', probe, ...script], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
  })
  const { stdout } = child
  if (!stdout) throw new Error('its stdout is a pipe')
  const ended = once(child, 'close')
  let said = ''
  while (findUrl(said) === undefined) {
    const [part] = await Promise.race([once(stdout, 'data'), ended])
    if (child.exitCode !== null) throw new Error(`${script[0]} ended with ${child.exitCode}`)
    said += String(part)
  }
  const { hostname, port } = new URL(findUrl(said) ?? '')
  stdout.resume()
  if (child.pid !== undefined) pin(child.pid, 'first')
  pin(process.pid, 'second')
  return {
    host: hostname,
    port: Number(port),
    async usage(question = 'usage') {
      const answer = once(child, 'message')
      child.send(question)
      return (await answer)[0] as Usage
    },
    tell: (message) => void child.send(message),
    async stop() {
      pin(process.pid, 'any')
      child.kill('SIGTERM')
      await ended
    },
  }
}
