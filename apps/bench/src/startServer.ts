import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { pin } from './pin.js'

/** The built server in a process of its own, as in production. */
export type Server = {
  readonly host: string
  readonly port: number
  readonly apiKey: string
  readonly signerPrivateKey: `0x${string}`
  /** For the peers, past the server. */
  readonly connectionString: string
  stop(): Promise<void>
}

/** Starts it on a database, pinned to the first core where there are two; this process, the load, is pinned to the second. */
export async function startServer(connectionString: string): Promise<Server> {
  const apiKey = randomBytes(24).toString('hex')
  const signerPrivateKey = `0x${randomBytes(32).toString('hex')}` as const
  const cli = createRequire(import.meta.url).resolve('@credits-server/server/dist/cli.js')
  const child = spawn(process.execPath, [cli, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      OPS_PORT: '0',
      LOG_LEVEL: 'error',
      DATABASE_URL: connectionString,
      ROOT_API_KEY: apiKey,
      SIGNER_PRIVATE_KEY: signerPrivateKey,
    },
  })
  let said = ''
  while (!said.includes('contract ')) said += String((await once(child.stdout, 'data'))[0])
  const { hostname, port } = new URL(/Credits Server {2}(\S+)/.exec(said)?.[1] ?? '')
  child.stdout.resume()
  if (child.pid !== undefined) pin(child.pid, 'first')
  pin(process.pid, 'second')
  return {
    host: hostname,
    port: Number(port),
    apiKey,
    signerPrivateKey,
    connectionString,
    async stop() {
      pin(process.pid, 'any')
      const ended = once(child, 'close')
      child.kill('SIGTERM')
      await ended
    },
  }
}
