import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Credit } from '@credits-server/contract'
import { type Address, type Hex, parseMana, signerAddress, verifyCreditSignature } from '@credits-server/onchain'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { parseConfig } from '../src/config/parseConfig.js'
import { findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { type RunningServer, startServer } from '../src/startServer.js'
import { newAddress } from './grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(async () => {
  expect(await findDiscrepancies(server.knex)).toEqual([])
  await server.stop()
})

/** A grant, and what it was answered. */
type Granted = { readonly address: Address; readonly key: string; readonly status: number; readonly text: string }

const newKey = (): Hex => `0x${randomBytes(32).toString('hex')}`

async function startInstance(key: Hex): Promise<RunningServer> {
  const env = { PORT: '0', SEED_DEMO: 'false', SIGNER_PRIVATE_KEY: key, SIGNER_HOURLY_MANA: '1000000' }
  const { connectionString } = server.database
  return startServer(parseConfig(env), { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
}

async function grant(url: string, address: Address = newAddress(), key: string = randomUUID()): Promise<Granted> {
  const answer = await fetch(`${url}/users/${address}/credits`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ type: 'on-demand', amount: '1.5', reason: 'r', expiresAt: '2099-01-01T00:00:00Z' }),
  })
  return { address, key, status: answer.status, text: await answer.text() }
}

/** Grants without a pause through whatever instance is in service, until it is told to stop. */
function load(inService: () => readonly RunningServer[]) {
  const granted: Granted[] = []
  const underWay: string[] = []
  let goesOn = true
  const clients = Array.from({ length: 4 }, async (_, nth) => {
    for (let round = nth; goesOn; round++) {
      const doors = inService()
      const url = doors[round % doors.length]?.url ?? ''
      underWay.push(url)
      granted.push(await grant(url))
      underWay.splice(underWay.indexOf(url), 1)
    }
  })
  return {
    /** A balancer waits for what it has sent to an instance before it is stopped. */
    async ended(url: string) {
      while (underWay.includes(url)) await sleep(1)
    },
    async stop() {
      goesOn = false
      await Promise.all(clients)
      return granted
    },
  }
}

describe('a signer', () => {
  test('G6: is replaced under load without a grant that fails; each row has its signer, and what was signed stays as it is', async () => {
    let key = newKey()
    let instances = [await startInstance(key), await startInstance(key)]
    for (let drill = 0; drill < fuzzRuns(2); drill++) {
      const before = signerAddress(key)
      key = newKey()
      const after = signerAddress(key)
      let inService = instances
      const asking = load(() => inService)
      // As it is rolled out: one instance after the other, the next when the last one serves.
      const replaced: RunningServer[] = []
      for (const old of instances) {
        inService = inService.filter((one) => one !== old)
        await asking.ended(old.url)
        await old.stop()
        const fresh = await startInstance(key)
        replaced.push(fresh)
        inService = [...inService, fresh]
        await grant(fresh.url)
        const { address, previous } = (await (await fetch(`${fresh.url}/signer`)).json()) as {
          address: string
          previous: { address: string }[]
        }
        expect([address, previous.map((one) => one.address)]).toEqual([after, expect.arrayContaining([before])])
      }
      instances = replaced
      const granted = await asking.stop()
      expect(granted.map(({ status }) => status)).toEqual(granted.map(() => 201))

      const signers = new Set<string>()
      for (const { address, text } of granted) {
        const row = await server.knex('credits').where({ address }).first('signer', 'signature')
        const { signature, onChain } = JSON.parse(text) as Required<Credit>
        signers.add(row.signer)
        expect(signature).toBe(row.signature)
        const { chainId, contract, value, salt } = onChain
        const fields = {
          user: address,
          chainId,
          contract: contract as Address,
          salt: salt as Hex,
          signature: signature as Hex,
        }
        expect(value).toBe(String(parseMana('1.5')))
        const voucher = {
          ...fields,
          valueWei: BigInt(value),
          expiresAtSeconds: Number(onChain.expiresAt),
          signer: row.signer,
        }
        expect(verifyCreditSignature(voucher)).toBe(true)
      }
      expect(signers).toEqual(new Set([before, after]))
      // Whatever was signed by the old key is answered by the new instances as it was.
      for (const { address, key: idempotencyKey, text } of granted.slice(0, 20)) {
        expect(await grant(instances[0]?.url ?? '', address, idempotencyKey)).toMatchObject({ status: 201, text })
      }
    }
    await Promise.all(instances.map((one) => one.stop()))
  })
})
