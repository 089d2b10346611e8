import {
  type Address,
  creditsManagers,
  type Hex,
  hasValidChecksum,
  parseAddress,
  parseMana,
  signerAddress,
} from '@credits-server/onchain'
import pg from 'pg'
import { isApiKey } from './isApiKey.js'
import { type NatsPlace, parseNatsPlace } from './parseNatsPlace.js'

/** One environment variable: what it means, what it is when unset, how its text is read. */
export type Variable<T> = {
  readonly about: string
  /** The text it has when unset; omitted where being unset is a value of its own, null. */
  readonly fallback?: string
  /** Reads the text, or throws an Error whose message goes on after the variable's name: `must be …`. */
  readonly parse: (text: string) => T
}

/** Every environment variable of the server, in the order in which `--help` and `.env.example` show them. */
export const variables = {
  NODE_ENV: { about: 'production makes both secrets required and refuses the demo.', parse: mode },
  PORT: { about: 'Port of the API.', fallback: '3000', parse: port },
  HOST: { about: 'Address the API listens on. Default 127.0.0.1; 0.0.0.0 with NODE_ENV=production.', parse: text },
  OPS_PORT: { about: 'Port of health and metrics. Default PORT + 1.', parse: port },
  OPS_HOST: { about: 'Address health and metrics listen on.', fallback: '127.0.0.1', parse: text },
  DATABASE_URL: { about: 'Postgres 15 or later. Unset: an embedded Postgres in DATA_DIR.', parse: postgresUrl },
  DATABASE_REPLICA_URL: {
    about:
      'A streaming replica of DATABASE_URL, one server, that balances are read from while it keeps up. Unset: none.',
    parse: postgresUrl,
  },
  DATA_DIR: { about: 'Where the embedded Postgres and the generated root key live.', fallback: './.data', parse: text },
  ROOT_API_KEY: {
    about: 'Key of the operator, 32 characters or more. Unset: made at the first start, kept in DATA_DIR.',
    parse: apiKey,
  },
  CREDITS_URL: {
    about: 'The server that commands such as grant ask. Default: http://127.0.0.1 and PORT.',
    parse: httpUrl,
  },
  CREDITS_API_KEY: { about: 'API key those commands send. Default: the root key.', parse: apiKey },
  SIGNER_PRIVATE_KEY: {
    about: 'Key that signs credits, 0x and 64 hex digits. Unset: the demo key, which no contract accepts.',
    parse: privateKey,
  },
  SIGNER_HOURLY_MANA: {
    about: 'Most MANA that key may sign in an hour (UTC), whoever asks and on however many servers. Unset: no limit.',
    parse: manaLimit,
  },
  SIGNER_DAILY_MANA: {
    about: 'Most MANA that key may sign in a day (UTC), likewise. Unset: no limit.',
    parse: manaLimit,
  },
  CHAIN_ID: {
    about: 'Chain that credits are signed for.',
    fallback: '80002',
    parse: integer(1, Number.MAX_SAFE_INTEGER),
  },
  CREDITS_MANAGER_ADDRESS: {
    about: `Contract that credits are signed for. Default: the current one on ${Object.keys(creditsManagers).join(' and ')}.`,
    parse: address,
  },
  RPC_URL: {
    about: 'JSON-RPC of a node of the chain. Unset: spends are not followed.',
    parse: httpUrl,
  },
  CHAIN_START_BLOCK: {
    about:
      'Block from which spends are looked for. Default: the one that made the contract where it is a known one, else 0.',
    parse: integer(0, Number.MAX_SAFE_INTEGER),
  },
  CHAIN_POLL_MS: {
    about: 'Milliseconds between two looks at the head of the chain.',
    fallback: '500',
    parse: integer(50, 60_000),
  },
  CHAIN_CONFIRMATIONS: {
    about: 'Blocks, its own included, from which a spend is called confirmed.',
    fallback: '5',
    parse: integer(1, 10_000),
  },
  NATS_URL: {
    about: 'NATS servers that hints go over, nats:// or tls://, with commas. Unset: they go over the database.',
    parse: natsPlace,
  },
  HEARTBEAT_MS: {
    about: 'Milliseconds between two heartbeats of a stream.',
    fallback: '15000',
    parse: integer(100, 60_000),
  },
  RECONCILE_MS: {
    about: 'Milliseconds after which a stream is compared with the database at the latest.',
    fallback: '5000',
    parse: integer(100, 60_000),
  },
  STREAM_LIFETIME_MS: {
    about: 'Milliseconds after which a stream is ended, give or take a fifth; the client comes back by itself.',
    fallback: '600000',
    parse: integer(1_000, 86_400_000),
  },
  MAX_STREAMS: {
    about:
      'Streams one process holds. Default: the limit of open files less 1,024 but at least a quarter of it, at most 20,000.',
    parse: integer(1, 1_000_000),
  },
  MAX_STREAMS_PER_IP: { about: 'Streams one client address holds.', fallback: '100', parse: integer(1, 1_000_000) },
  RATE_LIMIT_PER_IP: {
    about: 'Requests without a key that one client address may send this process each second. Unset: no limit.',
    parse: integer(1, 1_000_000),
  },
  RATE_LIMIT_PER_CLIENT: {
    about: 'Requests that one API client may send each second, to however many servers. Unset: no limit.',
    parse: integer(1, 1_000_000),
  },
  CACHE_MB: {
    about: 'Megabytes for copies of balances that nobody watches; 0 keeps none.',
    fallback: '64',
    parse: integer(0, 65_536),
  },
  MAX_WAIT_MS: {
    about: 'Milliseconds a request may wait for what it asks for, by minVersion or until.',
    fallback: '10000',
    parse: integer(1, 10_000),
  },
  MAX_GRANT_MANA: { about: 'Most MANA one grant may have.', fallback: '1000', parse: manaLimit },
  TRUSTED_PROXY_HOPS: {
    about: 'How many entries of X-Forwarded-For, from the right, to believe.',
    fallback: '0',
    parse: integer(0, 16),
  },
  CORS_ORIGINS: {
    about: 'Origins whose pages may read public answers: * or a list with commas.',
    fallback: '*',
    parse: origins,
  },
  READ_ACCESS: {
    about: 'Who may read a balance. This version knows only public.',
    fallback: 'public',
    parse: readAccess,
  },
  LOG_LEVEL: {
    about: 'fatal, error, warn, info, debug, trace or silent.',
    fallback: 'info',
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  },
  DEMO_SHOP_ADDRESS: {
    about: 'Contract whose buy(uint256) the demo spends credits on; npm start -- --chain sets it. Needs RPC_URL.',
    parse: address,
  },
  SEED_DEMO: {
    about: 'true or false: whether demo users are made. Default: true, but false with DATABASE_URL or in production.',
    parse: boolean,
  },
} as const satisfies Record<string, Variable<unknown>>

function text(value: string): string {
  return value
}

/** Any word will do, but one that was meant to be `production` must not start the demo. */
function mode(value: string): string {
  if (/^prod/i.test(value) && value !== 'production') throw new Error('must be spelled "production" for production')
  return value
}

function integer(least: number, most: number) {
  return (value: string): number => {
    const number = /^[0-9]{1,16}$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= least && number <= most)) throw new Error(`must be a whole number from ${least} to ${most}`)
    return number
  }
}

/** 0 lets the system choose a free one. */
function port(value: string): number {
  return integer(0, 65_535)(value)
}

function boolean(value: string): boolean {
  return oneOf('true', 'false')(value) === 'true'
}

function oneOf<const T extends string>(...allowed: T[]) {
  return (value: string): T => {
    const found = allowed.find((item) => item === value)
    if (found === undefined) throw new Error(`must be one of ${allowed.join(', ')}`)
    return found
  }
}

function readAccess(value: string): 'public' {
  if (value !== 'public') throw new Error('must be public: this version knows no other')
  return value
}

function address(value: string): Address {
  const parsed = parseAddress(value)
  if (parsed === null) throw new Error('must be 0x and 40 hexadecimal digits')
  if (!hasValidChecksum(value)) throw new Error('is mistyped: its capital letters are not those of its checksum')
  return parsed
}

/** The value itself never stands in a message. */
function privateKey(value: string): Hex {
  try {
    signerAddress(value as Hex)
    return value as Hex
  } catch {
    throw new Error('must be 0x and 64 hexadecimal digits that are a secp256k1 key')
  }
}

function httpUrl(value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) throw new Error('must be a URL such as https://example.org')
  return value
}

/** The value itself never stands in a message. */
function apiKey(value: string): string {
  if (!isApiKey(value)) throw new Error('must be 32 to 256 visible ASCII characters')
  return value
}

/**
 * The value may hold a password and never stands in a message. pg reads what `new URL` would refuse, such as a user
 * without a host beside `?host=/socket/folder`, so pg itself is asked.
 */
function postgresUrl(value: string): string {
  if (!/^postgres(ql)?:\/\//.test(value)) throw new Error('must start with postgres:// or postgresql://')
  const form =
    'must be a URL such as postgres://user:password@host:5432/name, in whose password / # ? @ are %2F %23 %3F %40'
  // pg would take what stands before the # for host and port, and go looking for them.
  if (value.includes('#')) throw new Error(form)
  try {
    new pg.Client({ connectionString: value })
    return value
  } catch (error) {
    const isFile = error instanceof Error && 'syscall' in error && 'path' in error
    throw new Error(isFile ? `names a file that cannot be read: ${error.message}` : form)
  }
}

/** The value may hold a password and never stands in a message. */
function natsPlace(value: string): NatsPlace {
  const place = parseNatsPlace(value)
  if (place) return place
  throw new Error(
    'must have URLs such as nats://user:password@host:4222 or tls://token@host, all with the same user, in whose password / # ? @ , are %2F %23 %3F %40 %2C',
  )
}

function manaLimit(value: string): bigint {
  const wei = parseMana(value)
  if (wei === 0n) throw new Error('must be more than 0')
  return wei
}

/** [spec] A browser sends an origin in one spelling only: scheme, host in lower case, a port that is not the default. */
function origins(value: string): '*' | readonly string[] {
  if (value === '*') return '*'
  return value.split(',').map((entry) => {
    const item = entry.trim()
    const origin = /^https?:/.test(item) && URL.canParse(item) ? new URL(item).origin : null
    if (origin === item && !item.includes('*')) return item
    if (item === '*') throw new Error('must be * alone, or origins without it')
    const shown = JSON.stringify(item.replace(/\/\/.*@/, '//…@'))
    if (origin === null || item.includes('*')) {
      throw new Error(`must be * or origins such as https://example.org, but has ${shown}`)
    }
    throw new Error(`must have origins as browsers send them: ${JSON.stringify(origin)}, not ${shown}`)
  })
}
