import { describe, expect, test } from 'vitest'
import { commands } from '../commands/commands.js'
import { presentHelp } from '../commands/presentHelp.js'
import { presentEnvExample } from './presentEnvExample.js'
import { type Variable, variables } from './variables.js'

const names = Object.keys(variables)

describe('presentEnvExample', () => {
  test('default: is what .env.example holds', async () => {
    await expect(presentEnvExample()).toMatchFileSnapshot('../../../../.env.example')
  })

  test('behavior: it, the help and the table name the same variables in the same order', () => {
    const inFile = [...presentEnvExample().matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name)
    const inHelp = [...presentHelp(commands).matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name)

    expect(inFile).toEqual(names)
    expect(inHelp).toEqual(names)
  })

  test('behavior: the table has the names that were settled for good, and our own', () => {
    expect(names.toSorted()).toEqual(
      `CACHE_MB CHAIN_CONFIRMATIONS CHAIN_ID CHAIN_POLL_MS CHAIN_START_BLOCK CORS_ORIGINS CREDITS_API_KEY CREDITS_MANAGER_ADDRESS CREDITS_URL DATABASE_REPLICA_URL DATABASE_URL DATA_DIR DEMO_SHOP_ADDRESS
      HEARTBEAT_MS HOST LOG_LEVEL
      MAX_GRANT_MANA MAX_STREAMS MAX_STREAMS_PER_IP MAX_WAIT_MS NATS_URL NODE_ENV OPS_HOST OPS_PORT PORT RATE_LIMIT_PER_CLIENT RATE_LIMIT_PER_IP READ_ACCESS RECONCILE_MS
      ROOT_API_KEY RPC_URL SEED_DEMO SIGNER_DAILY_MANA SIGNER_HOURLY_MANA SIGNER_PRIVATE_KEY STREAM_LIFETIME_MS
      TRUSTED_PROXY_HOPS`.split(/\s+/),
    )
  })

  test.each(Object.entries<Variable<unknown>>(variables))(
    'behavior: %s is explained in both, with its default',
    (name, { about, fallback }) => {
      expect(presentEnvExample()).toContain(`\n\n# ${about}\n# ${name}=${fallback ?? ''}\n`)
      const line = presentHelp(commands)
        .split('\n')
        .find((text) => text.startsWith(`  ${name} `))
      expect(line).toContain(about)
      if (fallback !== undefined) expect(line).toContain(`Default ${fallback}.`)
    },
  )

  test('behavior: as it stands it assigns nothing, so a copy of it changes nothing', () => {
    for (const line of presentEnvExample().split('\n')) expect(line).toMatch(/^(#.*)?$/)
  })
})
