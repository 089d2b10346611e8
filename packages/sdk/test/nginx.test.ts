import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findNginx, type Nginx, startNginx } from '../../../apps/faults/tools/startNginx.js'
import { grantTestCredit, newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import { sdkFolder } from './packSdk.js'
import { startProgram } from './startProgram.js'

const nginxProgram = await findNginx()
/** What a busy machine may need. */
const timeout = 20_000

/** A program of its own, because Node takes authorities of one's own from the environment alone. */
const program = `
  import { createCreditsClient } from ${JSON.stringify(pathToFileURL(`${sdkFolder}/dist/index.js`).href)}
  const [baseUrl, address] = process.argv.slice(1)
  createCreditsClient({ baseUrl }).watchCredits(address, {
    onBalance: ({ totalCredits }) => console.log('balance', totalCredits),
    onState: ({ name }) => console.log('state', name),
  })`

describe.skipIf(nginxProgram === null)('the SDK through nginx and TLS', () => {
  let server: TestServer
  let nginx: Nginx
  beforeAll(async () => {
    server = await startTestServer({ env: { RECONCILE_MS: '100', TRUSTED_PROXY_HOPS: '1' } })
    nginx = await startNginx({ ports: [Number(new URL(server.url).port)] })
  })
  afterAll(async () => {
    await nginx?.stop()
    await server?.stop()
  })

  test('default: a watch is live, shows each change, and comes back after nginx was away', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' })
    const { lines, errors, stop } = startProgram(
      process.execPath,
      ['--input-type=module', '--eval', program, nginx.url, address],
      { cwd: sdkFolder, env: { NODE_EXTRA_CA_CERTS: nginx.certificate } },
    )
    onTestFinished(stop)
    await expect.poll(() => lines, { timeout }).toEqual(['state live', 'balance 1'])
    await grantTestCredit(server, address, { mana: '2.5' })
    await expect.poll(() => lines.at(-1), { timeout }).toBe('balance 3.5')
    await nginx.restart()
    await grantTestCredit(server, address, { mana: '1' })
    await expect.poll(() => lines.slice(3), { timeout }).toEqual(['state reconnecting', 'state live', 'balance 4.5'])
    expect(errors).toEqual([])
  })
})
