import { type Address, creditsManagers, type Hex } from '@credits-server/onchain'
import { ConfigError } from './ConfigError.js'
import { demoSignerKey } from './demoSignerKey.js'
import { openFilesLimit } from './openFilesLimit.js'
import { type Variable, variables } from './variables.js'

/** The server's configuration, parsed once. */
export type Config = ReturnType<typeof parseConfig>

type Names = keyof typeof variables
type Value<K extends Names> = ReturnType<(typeof variables)[K]['parse']>
type Parsed = { [K in Names]: Value<K> | ((typeof variables)[K] extends { fallback: string } ? never : null) }

/**
 * Parses the environment.
 *
 * **Errors:** ConfigError with every problem at once.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>) {
  const problems: string[] = []
  const parsed = parseVariables(env, problems)
  const production = parsed.NODE_ENV === 'production'
  const host = parsed.HOST ?? (production ? '0.0.0.0' : '127.0.0.1')
  const opsPort = parsed.OPS_PORT ?? (parsed.PORT === 0 ? 0 : parsed.PORT + 1)
  if (opsPort > 65_535) problems.push('OPS_PORT must be set: its default, PORT + 1, would be 65536, which is no port')
  if (opsPort !== 0 && opsPort === parsed.PORT && host === parsed.OPS_HOST) {
    problems.push(`OPS_PORT must not be PORT: both are ${opsPort} on ${host}`)
  }

  // A value that could not be read is undefined, has been reported, and leads to nothing here.
  const creditsManagerAddress: Address | null =
    parsed.CREDITS_MANAGER_ADDRESS ?? creditsManagers[parsed.CHAIN_ID] ?? null
  if (parsed.CREDITS_MANAGER_ADDRESS === null && parsed.CHAIN_ID !== undefined && creditsManagerAddress === null) {
    problems.push(`CREDITS_MANAGER_ADDRESS must be set: no contract is known on chain ${parsed.CHAIN_ID}`)
  }
  const seedDemo = parsed.SEED_DEMO ?? (parsed.DATABASE_URL === null && !production)
  if (parsed.DEMO_SHOP_ADDRESS && parsed.RPC_URL === null) {
    problems.push('RPC_URL must be set for DEMO_SHOP_ADDRESS: there is no chain to spend on')
  }
  if (parsed.DATABASE_REPLICA_URL && parsed.DATABASE_URL === null) {
    problems.push('DATABASE_URL must be set for DATABASE_REPLICA_URL: the embedded database has no replica')
  }
  if (production) {
    if (parsed.ROOT_API_KEY === null) problems.push('ROOT_API_KEY must be set in production')
    if (parsed.SIGNER_PRIVATE_KEY === null) problems.push('SIGNER_PRIVATE_KEY must be set in production')
    if (parsed.SIGNER_PRIVATE_KEY?.toLowerCase() === demoSignerKey) {
      problems.push('SIGNER_PRIVATE_KEY must not be the demo key in production: everybody knows it')
    }
    if (seedDemo) problems.push('SEED_DEMO must not be true in production')
    if (parsed.DEMO_SHOP_ADDRESS) problems.push('DEMO_SHOP_ADDRESS must be unset in production')
  }
  if (problems.length > 0) throw new ConfigError(problems)

  return {
    production,
    port: parsed.PORT,
    host,
    opsPort,
    opsHost: parsed.OPS_HOST,
    databaseUrl: parsed.DATABASE_URL,
    databaseReplicaUrl: parsed.DATABASE_REPLICA_URL,
    dataDir: parsed.DATA_DIR,
    rootApiKey: parsed.ROOT_API_KEY,
    url: parsed.CREDITS_URL,
    apiKey: parsed.CREDITS_API_KEY,
    signerPrivateKey: parsed.SIGNER_PRIVATE_KEY ?? (demoSignerKey as Hex),
    signerHourlyWei: parsed.SIGNER_HOURLY_MANA,
    signerDailyWei: parsed.SIGNER_DAILY_MANA,
    chainId: parsed.CHAIN_ID,
    creditsManagerAddress: creditsManagerAddress as Address,
    rpcUrl: parsed.RPC_URL,
    demoShopAddress: parsed.DEMO_SHOP_ADDRESS,
    natsPlace: parsed.NATS_URL,
    chainStartBlock: parsed.CHAIN_START_BLOCK,
    chainPollMs: parsed.CHAIN_POLL_MS,
    chainConfirmations: parsed.CHAIN_CONFIRMATIONS,
    heartbeatMs: parsed.HEARTBEAT_MS,
    reconcileMs: parsed.RECONCILE_MS,
    lifetimeMs: parsed.STREAM_LIFETIME_MS,
    maxStreams: parsed.MAX_STREAMS ?? maxStreams(openFilesLimit()),
    maxStreamsPerIp: parsed.MAX_STREAMS_PER_IP,
    rateLimitPerIp: parsed.RATE_LIMIT_PER_IP,
    rateLimitPerClient: parsed.RATE_LIMIT_PER_CLIENT,
    cacheMb: parsed.CACHE_MB,
    maxWaitMs: parsed.MAX_WAIT_MS,
    maxGrantWei: parsed.MAX_GRANT_MANA,
    trustedProxyHops: parsed.TRUSTED_PROXY_HOPS,
    corsOrigins: parsed.CORS_ORIGINS,
    logLevel: parsed.LOG_LEVEL,
    seedDemo,
  } as const
}

/**
 * What is left of the limit is for the database, the log, the ops listener and requests that are no stream. Where it is small that
 * is three quarters of it: more than the listener's reserve, and a server of one stream would be of no use.
 */
export function maxStreams(openFiles: number): number {
  return Math.min(20_000, Math.max(Math.floor(openFiles / 4), openFiles - 1_024))
}

function parseVariables(env: Readonly<Record<string, string | undefined>>, problems: string[]): Parsed {
  const values: Record<string, unknown> = {}
  for (const [name, variable] of Object.entries<Variable<unknown>>(variables)) {
    // An empty value is an unset one: that is what `NAME=` in an env file means to those who write it.
    const text = env[name] || variable.fallback
    try {
      values[name] = text === undefined ? null : variable.parse(text)
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : 'is not valid'}`)
    }
  }
  return values as Parsed
}
