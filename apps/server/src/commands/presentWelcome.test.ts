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

  test('behavior: neither a key that was given nor the signer is shown, nor users who are not there', () => {
    const secrets = { ROOT_API_KEY: 'k'.repeat(32), SIGNER_PRIVATE_KEY: `0x${'5e'.repeat(32)}` }
    const config = parseConfig({ NODE_ENV: 'production', DATABASE_URL: 'postgres://u:hunter2@db/credits', ...secrets })
    const text = presentWelcome({ config, server, rootKey: { key: secrets.ROOT_API_KEY, file: null } })
    expect(text).toContain(server.url)
    expect(text).not.toMatch(/kkkk|5e5e|hunter2|root key|Demo users|curl/)
  })
})
