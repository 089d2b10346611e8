import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigError } from './ConfigError.js'
import { demoSignerKey } from './demoSignerKey.js'
import { openFilesLimit } from './openFilesLimit.js'
import { maxStreams, parseConfig } from './parseConfig.js'
import { variables } from './variables.js'

const production = {
  NODE_ENV: 'production',
  ROOT_API_KEY: 'k'.repeat(32),
  SIGNER_PRIVATE_KEY: `0x${'5e'.repeat(32)}`,
}

/** The problems that stop a start with this environment; none when it starts. */
function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('parseConfig', () => {
  test('default: an empty environment gives the demo on this machine only', () => {
    expect(parseConfig({})).toEqual({
      production: false,
      port: 3_000,
      host: '127.0.0.1',
      opsPort: 3_001,
      opsHost: '127.0.0.1',
      databaseUrl: null,
      databaseReplicaUrl: null,
      dataDir: './.data',
      rootApiKey: null,
      url: null,
      apiKey: null,
      signerPrivateKey: demoSignerKey,
      signerHourlyWei: null,
      signerDailyWei: null,
      chainId: 80_002,
      creditsManagerAddress: '0x8052a560e6e6ac86eeb7e711a4497f639b322fb3',
      rpcUrl: null,
      demoShopAddress: null,
      natsPlace: null,
      chainStartBlock: null,
      chainPollMs: 500,
      chainConfirmations: 5,
      rateLimitPerIp: null,
      rateLimitPerClient: null,
      cacheMb: 64,
      maxWaitMs: 10_000,
      heartbeatMs: 15_000,
      lifetimeMs: 600_000,
      reconcileMs: 5_000,
      maxStreams: expect.any(Number),
      maxStreamsPerIp: 100,
      maxGrantWei: 1_000n * 10n ** 18n,
      trustedProxyHops: 0,
      corsOrigins: '*',
      logLevel: 'info',
      seedDemo: true,
    })
  })

  test('behavior: a name without a value is an unset one', () => {
    const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, '']))
    expect(parseConfig(empty)).toEqual(parseConfig({}))
  })

  test('behavior: every variable reaches the configuration', () => {
    const config = parseConfig({
      ...production,
      PORT: '8080',
      HOST: '::1',
      OPS_PORT: '9090',
      OPS_HOST: '10.0.0.1',
      DATABASE_URL: 'postgresql://credits@db/credits',
      DATA_DIR: '/var/lib/credits',
      CREDITS_URL: 'https://credits.example.org',
      CREDITS_API_KEY: 'o'.repeat(32),
      CHAIN_ID: '137',
      CREDITS_MANAGER_ADDRESS: '0x8B3A40CA1b6F5CaFC99d112a4d02E897d1FD8Cc5',
      NATS_URL: 'tls://credits:p%40ss@nats-1, tls://credits:p%40ss@nats-2:4223',
      HEARTBEAT_MS: '20000',
      STREAM_LIFETIME_MS: '300000',
      RECONCILE_MS: '1000',
      MAX_STREAMS: '7',
      MAX_STREAMS_PER_IP: '3',
      RATE_LIMIT_PER_IP: '50',
      RATE_LIMIT_PER_CLIENT: '20',
      MAX_GRANT_MANA: '12.5',
      SIGNER_HOURLY_MANA: '500',
      SIGNER_DAILY_MANA: '2000.5',
      TRUSTED_PROXY_HOPS: '1',
      CORS_ORIGINS: 'https://decentraland.org, http://localhost:5173',
      READ_ACCESS: 'public',
      LOG_LEVEL: 'silent',
      SEED_DEMO: 'false',
    })
    expect(config).toEqual({
      rpcUrl: null,
      chainStartBlock: null,
      chainPollMs: 500,
      chainConfirmations: 5,
      cacheMb: 64,
      maxWaitMs: 10_000,
      demoShopAddress: null,
      natsPlace: {
        servers: ['nats-1:4222', 'nats-2:4223'],
        isTls: true,
        credentials: { user: 'credits', pass: 'p@ss' },
      },
      production: true,
      port: 8_080,
      host: '::1',
      opsPort: 9_090,
      opsHost: '10.0.0.1',
      databaseUrl: 'postgresql://credits@db/credits',
      databaseReplicaUrl: null,
      dataDir: '/var/lib/credits',
      rootApiKey: production.ROOT_API_KEY,
      url: 'https://credits.example.org',
      apiKey: 'o'.repeat(32),
      signerPrivateKey: production.SIGNER_PRIVATE_KEY,
      chainId: 137,
      signerHourlyWei: 500n * 10n ** 18n,
      signerDailyWei: 2_000_500n * 10n ** 15n,
      creditsManagerAddress: '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5',
      heartbeatMs: 20_000,
      lifetimeMs: 300_000,
      reconcileMs: 1_000,
      maxStreams: 7,
      maxStreamsPerIp: 3,
      rateLimitPerIp: 50,
      rateLimitPerClient: 20,
      maxGrantWei: 12_500_000_000_000_000_000n,
      trustedProxyHops: 1,
      corsOrigins: ['https://decentraland.org', 'http://localhost:5173'],
      logLevel: 'silent',
      seedDemo: false,
    })
  })

  test('error: every problem stands in one message, with what to do', () => {
    const env = { PORT: '70000', HEARTBEAT_MS: '5', CHAIN_ID: '1', LOG_LEVEL: 'loud', SEED_DEMO: 'yes' }
    expect(() => parseConfig(env)).toThrow(
      new ConfigError([
        'PORT must be a whole number from 0 to 65535',
        'HEARTBEAT_MS must be a whole number from 100 to 60000',
        'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
        'SEED_DEMO must be one of true, false',
        'CREDITS_MANAGER_ADDRESS must be set: no contract is known on chain 1',
      ]),
    )
    expect(() => parseConfig(env)).toThrow(/^The configuration has 5 problems:\n {2}- PORT must .*\n.*--help/s)
    expect(() => parseConfig({ PORT: 'x' })).toThrow(/^The configuration has a problem:\n/)
  })

  describe('production', () => {
    test('default: with both secrets it starts, on every address and without the demo', () => {
      expect(parseConfig(production)).toMatchObject({ production: true, host: '0.0.0.0', seedDemo: false })
    })

    test('error: the missing secrets and the demo are refused together', () => {
      expect(problemsOf({ NODE_ENV: 'production', SEED_DEMO: 'true' })).toEqual([
        'ROOT_API_KEY must be set in production',
        'SIGNER_PRIVATE_KEY must be set in production',
        'SEED_DEMO must not be true in production',
      ])
    })

    test('error: a demo shop is refused, and outside of production one without a chain', () => {
      const shop = { DEMO_SHOP_ADDRESS: `0x${'5b'.repeat(20)}` }
      expect(problemsOf({ ...production, ...shop, RPC_URL: 'https://rpc.example.org' })).toEqual([
        'DEMO_SHOP_ADDRESS must be unset in production',
      ])
      expect(problemsOf(shop)).toEqual(['RPC_URL must be set for DEMO_SHOP_ADDRESS: there is no chain to spend on'])
      expect(problemsOf({ ...shop, RPC_URL: 'http://127.0.0.1:8545' })).toEqual([])
      expect(problemsOf({ ...production, DEMO_SHOP_ADDRESS: 'x' })).toHaveLength(1)
    })

    test.each([demoSignerKey, `0x${demoSignerKey.slice(2).toUpperCase()}`])('error: the demo signer %s', (key) => {
      expect(problemsOf({ ...production, SIGNER_PRIVATE_KEY: key })).toEqual([
        'SIGNER_PRIVATE_KEY must not be the demo key in production: everybody knows it',
      ])
    })

    test('error: an unreadable secret is one problem, not also a missing one', () => {
      expect(problemsOf({ ...production, ROOT_API_KEY: 'short', SIGNER_PRIVATE_KEY: '0x00' })).toEqual([
        'ROOT_API_KEY must be 32 to 256 visible ASCII characters',
        'SIGNER_PRIVATE_KEY must be 0x and 64 hexadecimal digits that are a secp256k1 key',
      ])
    })

    test.each(['Production', 'prod', 'PROD'])('error: NODE_ENV=%s does not start a demo by mistake', (mode) => {
      expect(problemsOf({ NODE_ENV: mode })).toEqual(['NODE_ENV must be spelled "production" for production'])
    })

    test.each(['development', 'test', 'staging'])('behavior: NODE_ENV=%s is not production', (mode) => {
      expect(parseConfig({ NODE_ENV: mode }).production).toBe(false)
    })
  })

  describe('ports', () => {
    test.each([
      [{ PORT: '8080' }, 8_081],
      [{ PORT: '8080', OPS_PORT: '80' }, 80],
      [{ PORT: '0' }, 0],
      [{ PORT: '65535', OPS_PORT: '9000' }, 9_000],
    ])('behavior: %o has its ops listener on %i', (env, opsPort) => {
      expect(parseConfig(env).opsPort).toBe(opsPort)
    })

    test('error: after 65535 there is no port', () => {
      expect(problemsOf({ PORT: '65535' })).toEqual([
        'OPS_PORT must be set: its default, PORT + 1, would be 65536, which is no port',
      ])
    })

    test('error: one port cannot be both, on one address', () => {
      expect(problemsOf({ PORT: '80', OPS_PORT: '80' })).toEqual([
        'OPS_PORT must not be PORT: both are 80 on 127.0.0.1',
      ])
      expect(problemsOf({ PORT: '80', OPS_PORT: '80', OPS_HOST: '10.0.0.1' })).toEqual([])
    })

    test.each(['-1', '1e3', '3000.0', ' 3000', '0x50', '٣٠٠٠'])('error: PORT=%s', (value) => {
      expect(problemsOf({ PORT: value })).toEqual(['PORT must be a whole number from 0 to 65535'])
    })
  })

  test.each([
    'nats',
    'localhost:4222',
    'nats://a,',
    'nats://a,http://b',
    'nats://a@h,nats://b@h',
    'nats://u:hunter2#x@host',
    'nats://h/path',
  ])('error: NATS_URL=%s', (value) => {
    expect(problemsOf({ NATS_URL: value })).toEqual([
      'NATS_URL must have URLs such as nats://user:password@host:4222 or tls://token@host, all with the same user, in whose password / # ? @ , are %2F %23 %3F %40 %2C',
    ])
  })

  test('error: DATABASE_REPLICA_URL is a URL, and of a replica of something', () => {
    const DATABASE_URL = 'postgres://db/credits'
    const DATABASE_REPLICA_URL = 'postgres://replica/credits'
    expect(parseConfig({ DATABASE_URL, DATABASE_REPLICA_URL }).databaseReplicaUrl).toBe(DATABASE_REPLICA_URL)
    expect(problemsOf({ DATABASE_REPLICA_URL })).toEqual([
      'DATABASE_URL must be set for DATABASE_REPLICA_URL: the embedded database has no replica',
    ])
    expect(problemsOf({ DATABASE_URL, DATABASE_REPLICA_URL: 'replica' })).toEqual([
      'DATABASE_REPLICA_URL must start with postgres:// or postgresql://',
    ])
  })

  test.each(['owner', 'PUBLIC', 'public '])('error: READ_ACCESS=%s', (value) => {
    expect(problemsOf({ READ_ACCESS: value })).toEqual(['READ_ACCESS must be public: this version knows no other'])
  })

  test('behavior: SEED_DEMO is on with the embedded database, off with another unless asked for', () => {
    const DATABASE_URL = 'postgres://db/credits'
    expect(parseConfig({}).seedDemo).toBe(true)
    expect(parseConfig({ DATABASE_URL }).seedDemo).toBe(false)
    expect(parseConfig({ DATABASE_URL, SEED_DEMO: 'true' }).seedDemo).toBe(true)
  })

  test('behavior: MAX_STREAMS leaves 1,024 of the open files, or three quarters of few, and is 20,000 at most', () => {
    expect(parseConfig({}).maxStreams).toBe(maxStreams(openFilesLimit()))
    expect([512, 1_024, 4_096, 20_000, 1_048_576].map(maxStreams)).toEqual([128, 256, 3_072, 18_976, 20_000])
  })

  test.runIf(process.platform === 'linux')('behavior: the limit of open files is the kernel’s', () => {
    const soft = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    expect(openFilesLimit()).toBe(Number(soft))
  })

  test.each([
    ['0', 'must be more than 0'],
    ['1,000', '"1,000" is not a decimal amount of MANA'],
    ['-1', '"-1" is not a decimal amount of MANA'],
    ['0.1234567890123456789', '"0.1234567890123456789" has more than 18 decimals'],
  ])('error: MAX_GRANT_MANA=%s, and so for the caps of the signer', (value, problem) => {
    for (const name of ['MAX_GRANT_MANA', 'SIGNER_HOURLY_MANA', 'SIGNER_DAILY_MANA']) {
      expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(`${name} ${problem}`)])
    }
  })

  test.each([
    ['0x8b3a', 'must be 0x and 40 hexadecimal digits'],
    ['0x8B3a40CA1b6F5CaFC99d112a4d02E897d1FD8Cc5', 'is mistyped: its capital letters are not those of its checksum'],
  ])('error: CREDITS_MANAGER_ADDRESS=%s', (value, problem) => {
    expect(problemsOf({ CREDITS_MANAGER_ADDRESS: value })).toEqual([`CREDITS_MANAGER_ADDRESS ${problem}`])
  })

  describe('CORS_ORIGINS', () => {
    test.each([
      ['*', '*'],
      ['https://decentraland.org', ['https://decentraland.org']],
      [
        'https://a.org,http://localhost:5173 , https://[::1]:8443',
        ['https://a.org', 'http://localhost:5173', 'https://[::1]:8443'],
      ],
    ])('behavior: %s', (value, origins) => {
      expect(parseConfig({ CORS_ORIGINS: value }).corsOrigins).toEqual(origins)
    })

    test.each([
      ['https://a.org/', 'must have origins as browsers send them: "https://a.org", not "https://a.org/"'],
      ['https://a.org/path', 'must have origins as browsers send them: "https://a.org", not "https://a.org/path"'],
      ['https://a.org?q', 'must have origins as browsers send them: "https://a.org", not "https://a.org?q"'],
      ['https://A.org', 'must have origins as browsers send them: "https://a.org", not "https://A.org"'],
      ['https://a.org:443', 'must have origins as browsers send them: "https://a.org", not "https://a.org:443"'],
      [
        'https://bücher.de',
        'must have origins as browsers send them: "https://xn--bcher-kva.de", not "https://bücher.de"',
      ],
      ['https://me:pass@a.org', 'must have origins as browsers send them: "https://a.org", not "https://…@a.org"'],
      ['null', 'must be * or origins such as https://example.org, but has "null"'],
      ['a.org', 'must be * or origins such as https://example.org, but has "a.org"'],
      ['file:///tmp', 'must be * or origins such as https://example.org, but has "file:///tmp"'],
      ['https://a.org,', 'must be * or origins such as https://example.org, but has ""'],
      ['https://*.a.org', 'must be * or origins such as https://example.org, but has "https://*.a.org"'],
      ['https://a.org,*', 'must be * alone, or origins without it'],
    ])('error: %s', (value, problem) => {
      expect(problemsOf({ CORS_ORIGINS: value })).toEqual([`CORS_ORIGINS ${problem}`])
    })
  })

  describe('DATABASE_URL', () => {
    const form =
      'DATABASE_URL must be a URL such as postgres://user:password@host:5432/name, in whose password / # ? @ are %2F %23 %3F %40'

    test.each([
      'postgres://u:p@host:5432/db',
      'postgresql://u:p%23%2Fq@host/db?sslmode=disable',
      'postgres://u@/db?host=/var/run/postgresql',
      'postgres:///db?host=/var/run/postgresql',
    ])('behavior: %s', (value) => {
      expect(parseConfig({ DATABASE_URL: value }).databaseUrl).toBe(value)
    })

    test.each([
      ['mysql://u:hunter2@host/db', 'DATABASE_URL must start with postgres:// or postgresql://'],
      ['host=db password=hunter2', 'DATABASE_URL must start with postgres:// or postgresql://'],
      ['postgres://u:hunter2#x@host/db', form],
      ['postgres://u:hunter2/x@host/db', form],
      [
        'postgres://u:hunter2@host/db?sslmode=verify-full&sslrootcert=/no/such/file',
        "DATABASE_URL names a file that cannot be read: ENOENT: no such file or directory, open '/no/such/file'",
      ],
    ])('error: %s', (value, problem) => {
      expect(problemsOf({ DATABASE_URL: value })).toEqual([problem])
    })
  })

  test('behavior: no message shows a secret', () => {
    const secret = 'hunter2'
    const env = {
      NODE_ENV: 'production',
      DATABASE_URL: `postgres://u:${secret}#@host/db`,
      DATABASE_REPLICA_URL: `postgres://u:${secret}#@host/db`,
      ROOT_API_KEY: secret,
      SIGNER_PRIVATE_KEY: `0x${secret}`,
      RPC_URL: `wss://host/${secret}`,
      NATS_URL: `nats://${secret}@host/x`,
      CORS_ORIGINS: `https://u:${secret}@host`,
    }
    expect(problemsOf(env)).toHaveLength(7)
    expect(problemsOf(env).join('\n')).not.toContain(secret)
  })
})
