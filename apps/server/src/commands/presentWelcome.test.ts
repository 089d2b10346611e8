import { describe, expect, test } from 'vitest'
import { parseConfig } from '../config/parseConfig.js'
import { demoUsers } from '../seed/demoUsers.js'
import { presentWelcome } from './presentWelcome.js'

const server = { url: 'http://127.0.0.1:3000', opsUrl: 'http://127.0.0.1:3001' }
const rootKey = { key: 'root_key', file: '/data/root-api-key' }

describe('presentWelcome', () => {
  test('default: the demo, with a line to try for each kind of read', () => {
    const text = presentWelcome({ config: parseConfig({}), server, rootKey })
    expect(text).toContain('root_key\n                kept in /data/root-api-key\n')
    expect(text).toContain(`\n  curl ${server.url}/users/${demoUsers.fresh.address}/credits\n`)
    expect(text).toContain(`\n  curl ${server.url}/users/${demoUsers.earning.address}/progress\n`)
    expect(text).toContain(`\n  curl -N ${server.url}/users/${demoUsers.expiring.address}/credits/stream\n`)
  })

  test('behavior: where a chain came with the demo, a line spends on it', () => {
    const spends = `${server.url}/demo/users/${demoUsers.fresh.address}/spends`
    expect(presentWelcome({ config: parseConfig({}), server, rootKey })).not.toContain(spends)
    const config = parseConfig({ RPC_URL: 'http://127.0.0.1:8545', DEMO_SHOP_ADDRESS: `0x${'5b'.repeat(20)}` })
    expect(presentWelcome({ config, server, rootKey })).toMatch(new RegExp(`^  curl .+ ${spends}$`, 'm'))
  })

  test('behavior: neither a key that was given nor the signer is shown, nor users who are not there', () => {
    const secrets = { ROOT_API_KEY: 'k'.repeat(32), SIGNER_PRIVATE_KEY: `0x${'5e'.repeat(32)}` }
    const config = parseConfig({ NODE_ENV: 'production', DATABASE_URL: 'postgres://u:hunter2@db/credits', ...secrets })
    const text = presentWelcome({ config, server, rootKey: { key: secrets.ROOT_API_KEY, file: null } })
    expect(text).toContain(server.url)
    expect(text).not.toMatch(/kkkk|5e5e|hunter2|root key|Demo users|curl/)
  })
})
