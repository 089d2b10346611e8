import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { type Program, startProgram } from './startProgram.js'

/** The built server, as in production. */
export type Server = Program & {
  readonly apiKey: string
  readonly signerPrivateKey: `0x${string}`
  /** For the peers, past the server. */
  readonly connectionString: string
}

/** Starts it on a database; `env` is what it is configured with beside that. */
export async function startServer(
  connectionString: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const apiKey = randomBytes(24).toString('hex')
  const signerPrivateKey = `0x${randomBytes(32).toString('hex')}` as const
  const program = await startProgram({
    script: [createRequire(import.meta.url).resolve('@credits-server/server/dist/cli.js'), 'serve'],
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      OPS_PORT: '0',
      LOG_LEVEL: 'error',
      DATABASE_URL: connectionString,
      ROOT_API_KEY: apiKey,
      SIGNER_PRIVATE_KEY: signerPrivateKey,
      ...env,
    },
    findUrl: (said) => (said.includes('contract ') ? /Credits Server {2}(\S+)/.exec(said)?.[1] : undefined),
  })
  return { ...program, apiKey, signerPrivateKey, connectionString }
}
