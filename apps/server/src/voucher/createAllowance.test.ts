import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from '@credits-server/onchain'
import fc from 'fast-check'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { createTestIssuance } from '../../test/createTestIssuance.js'
import { openKnex } from '../db/openKnex.js'
import { CreditsError } from '../errors/CreditsError.js'
import { AllowanceShort } from './Allowance.js'
import { createAllowance, type SharedAllowance } from './createAllowance.js'
import { createLeaseAllowance } from './createLeaseAllowance.js'
import { underAllowance } from './underAllowance.js'

let database: TestDatabase
let knex: Knex
beforeAll(async () => {
  database = await createTestDatabase({ noLedger: 'what a signer may sign is no part of the ledger' })
  knex = openKnex(database.connectionString)
})
afterAll(async () => {
  await knex.destroy()
  await database.drop()
})

const newSigner = () => `0x${randomBytes(20).toString('hex')}` as Address
const contract = `0x${'c'.repeat(40)}` as Address
const expiresAtSeconds = 4_000_000_000
const longMs = 86_400_000 * 400

type Wishes = {
  readonly signer?: Address
  readonly hourlyWei?: bigint | null
  readonly dailyWei?: bigint | null
  readonly hourMs?: number
  readonly dayMs?: number
  readonly onLease?: () => void
}

/** One process that has the key. Its hours do not end while a test runs, unless that is what it is about. */
function startProcess({
  signer = newSigner(),
  hourlyWei = null,
  dailyWei = null,
  hourMs = longMs,
  dayMs = longMs,
  onLease,
}: Wishes): SharedAllowance {
  const caps = { hourlyWei, dailyWei }
  const lease = createLeaseAllowance({ knex, signer, chainId: 137, contract, caps, hourMs, dayMs })
  return createAllowance({
    caps,
    leaseAllowance: (request) => {
      onLease?.()
      return lease(request)
    },
  })
}

const databaseNow = async (): Promise<Date> => (await knex.raw('select clock_timestamp() as now')).rows[0].now

/** Signs as a grant does: the time first, then what is permitted; whatever is short is done again. Returns the time, or the refusal. */
function sign(allowance: SharedAllowance, wei: bigint, expires = expiresAtSeconds): Promise<Date | CreditsError> {
  return underAllowance({ ...createTestIssuance(), allowance }, async (issuance) => {
    const at = await databaseNow()
    issuance.allowance.take({ wei, expiresAtSeconds: expires, at })
    return at
  }).catch((error: unknown) => {
    if (error instanceof CreditsError && error.code === 'SIGNER_LIMIT') return error
    throw error
  })
}

const isSigned = (answer: Date | CreditsError): answer is Date => answer instanceof Date

describe('createAllowance', () => {
  test('default: a signer signs to the last wei of its cap, and not one more', async () => {
    const process = startProcess({ hourlyWei: 1_000n })
    expect(isSigned(await sign(process, 400n))).toBe(true)
    expect(isSigned(await sign(process, 601n))).toBe(false)
    expect(isSigned(await sign(process, 599n))).toBe(true)
    expect(isSigned(await sign(process, 2n))).toBe(false)
    expect(isSigned(await sign(process, 1n))).toBe(true)
    expect(isSigned(await sign(process, 1n))).toBe(false)
  })

  test('default: so it is with its day, whatever was refused before', async () => {
    const process = startProcess({ dailyWei: 1_000n })
    expect(isSigned(await sign(process, 600n))).toBe(true)
    expect(isSigned(await sign(process, 401n))).toBe(false)
    expect(isSigned(await sign(process, 400n))).toBe(true)
    const both = startProcess({ hourlyWei: 2_000n, dailyWei: 1_000n })
    expect(isSigned(await sign(both, 1_001n))).toBe(false)
    expect(isSigned(await sign(both, 1_000n))).toBe(true)
  })

  test('behavior: by the clock of the process an hour ends no later than by that of the database', async () => {
    const caps = { hourlyWei: 100n, dailyWei: null }
    const lease = createLeaseAllowance({ knex, signer: newSigner(), chainId: 1, contract, caps })
    const got = await lease({ wei: 1n, expiresAtSeconds, unused: null })
    for (let sample = 0; sample < 20; sample++) {
      const now = await databaseNow()
      // It is later than that by now, so it will be at least this at the deadline.
      const leastMs = now.getTime() + got.localEndMs - performance.now()
      expect(leastMs).toBeLessThanOrEqual(got.hourEnd.getTime())
    }
  })

  test('behavior: many grants are one question to the database, which has what they may sign before they do', async () => {
    let leases = 0
    const signer = newSigner()
    const process = startProcess({ signer, hourlyWei: 6_400n, onLease: () => void leases++ })
    for (let nth = 0; nth < 100; nth++) await sign(process, 1n)
    expect(leases).toBe(1)
    expect(await knex('signer_hours').where({ signer })).toMatchObject([{ allowed_wei: '100' }])
    await sign(process, 1n)
    expect(leases).toBe(2)
  })

  test('behavior: without caps nothing is counted, and until when there are vouchers is noted once a day of expiry', async () => {
    let leases = 0
    const signer = newSigner()
    const process = startProcess({ signer, onLease: () => void leases++ })
    const noon = Date.parse('2030-05-05T12:00:00Z') / 1_000
    for (const seconds of [noon, noon + 1, noon - 86_400, noon + 43_200]) await sign(process, 10n ** 30n, seconds)
    expect(leases).toBe(1)
    const noted = async () =>
      (await knex('signers').where({ signer })).map(({ last_expires_at }) => last_expires_at.toISOString())
    expect(await noted()).toEqual(['2030-05-06T00:00:00.000Z'])
    await sign(process, 1n, noon + 43_201)
    expect([leases, await noted()]).toEqual([2, ['2030-05-07T00:00:00.000Z']])
    await sign(process, 1n, 253_402_300_799)
    expect([leases, await noted()]).toEqual([3, ['9999-12-31T23:59:59.000Z']])
    expect(await knex('signer_hours').where({ signer })).toEqual([])
  })

  test('behavior: a day that leaves less than the hour is the one that is named, with the time to wait', async () => {
    const process = startProcess({
      hourlyWei: 10n ** 18n,
      dailyWei: 15n * 10n ** 17n,
      hourMs: 3_600_000,
      dayMs: longMs,
    })
    await sign(process, 10n ** 18n)
    const [hour, day] = [await sign(process, 10n ** 17n), await sign(process, 6n * 10n ** 17n)]
    expect(hour).toMatchObject({ code: 'SIGNER_LIMIT', details: { limit: '1' } })
    expect(day).toMatchObject({ code: 'SIGNER_LIMIT', details: { limit: '1.5' } })
    const wait = (error: typeof hour) => (error instanceof CreditsError ? Number(error.headers['Retry-After']) : 0)
    expect(wait(hour)).toBeGreaterThan(0)
    expect(wait(hour)).toBeLessThanOrEqual(3_600)
    expect(wait(day)).toBeGreaterThan(3_600)
    const told = hour instanceof CreditsError ? Date.parse(String(hour.details?.['resetsAt'])) : 0
    expect(told % 3_600_000).toBe(0)
    expect(Math.abs(told - Date.now() - wait(hour) * 1_000)).toBeLessThan(10_000)
  })

  test('behavior: what was refused is not asked of the database again, and less is', async () => {
    let leases = 0
    const process = startProcess({ hourlyWei: 100n, onLease: () => void leases++ })
    await sign(process, 90n)
    for (let nth = 0; nth < 5; nth++) expect(isSigned(await sign(process, 11n))).toBe(false)
    expect(leases).toBe(2)
    expect(isSigned(await sign(process, 10n))).toBe(true)
  })

  test('behavior: what ends gives back what it did not sign, and then signs nothing', async () => {
    const signer = newSigner()
    const [one, two] = [startProcess({ signer, hourlyWei: 6_400n }), startProcess({ signer, hourlyWei: 6_400n })]
    await sign(one, 1n)
    await sign(two, 6_300n)
    expect(isSigned(await sign(two, 99n))).toBe(false)
    await one.close()
    const late = { wei: 1n, expiresAtSeconds, at: new Date() }
    expect(() => one.take(late)).toThrow(AllowanceShort)
    expect(await knex('signer_hours').where({ signer })).toMatchObject([{ allowed_wei: '6301' }])
    const three = startProcess({ signer, hourlyWei: 6_400n })
    expect(isSigned(await sign(three, 99n))).toBe(true)
  })

  test('behavior: what is held for one is not signed by another, and what it leaves is everybody’s again', async () => {
    const process = startProcess({ hourlyWei: 100n })
    const wanted = { wei: 60n, expiresAtSeconds, at: null }
    const held = await process.hold(wanted)
    expect(() => process.take({ ...wanted, wei: 50n })).toThrow(AllowanceShort)
    await expect(process.hold({ ...wanted, wei: 50n })).rejects.toMatchObject({ code: 'SIGNER_LIMIT' })
    held.take({ ...wanted, wei: 20n })
    held.release()
    held.release()
    expect(() => held.take({ ...wanted, wei: 61n })).toThrow(AllowanceShort)
    process.take({ ...wanted, wei: 40n })
    expect(() => process.take({ ...wanted, wei: 41n })).toThrow(AllowanceShort)
    expect(isSigned(await sign(process, 40n))).toBe(true)
    expect(isSigned(await sign(process, 1n))).toBe(false)
  })

  test('behavior: a voucher that is dated in an hour before is not signed from this one’s', async () => {
    const process = startProcess({ hourlyWei: 6_400n })
    await sign(process, 1n)
    const wanted = { wei: 1n, expiresAtSeconds }
    expect(() => process.take({ ...wanted, at: new Date(0) })).toThrow(AllowanceShort)
    process.take({ ...wanted, at: null })
  })

  test('behavior: a lease that failed is not signed for; then the signer signs less, never more', async () => {
    const signer = newSigner()
    const caps = { hourlyWei: 100n, dailyWei: null }
    const lease = createLeaseAllowance({ knex, signer, chainId: 1, contract, caps, hourMs: longMs, dayMs: longMs })
    let fails = true
    const process = createAllowance({
      caps,
      leaseAllowance: async (request) => {
        const got = await lease(request)
        if (fails) throw new CreditsError('UNAVAILABLE')
        return got
      },
    })
    await expect(sign(process, 60n)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    fails = false
    expect(isSigned(await sign(process, 41n))).toBe(false)
    expect(isSigned(await sign(process, 40n))).toBe(true)
  })

  test('error: UNAVAILABLE when the caps cannot be counted, and nothing is signed', async () => {
    const other = openKnex('postgres://nobody@127.0.0.1:1/none')
    const caps = { hourlyWei: 1n, dailyWei: null }
    const leaseAllowance = createLeaseAllowance({ knex: other, signer: newSigner(), chainId: 1, contract, caps })
    await expect(sign(createAllowance({ caps, leaseAllowance }), 1n)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await other.destroy()
  })

  test('G7: of whatever is asked of several processes at once, over the ends of hours and days, none signs one wei over', async () => {
    const hourMs = 250
    const dayMs = 1_000
    const schedule = fc.record({
      hourlyWei: fc.option(fc.bigInt(64n, 1_000n), { nil: null }),
      dailyWei: fc.option(fc.bigInt(64n, 2_500n), { nil: null }),
      wishes: fc.array(
        fc.record({
          process: fc.nat({ max: 2 }),
          wei: fc.oneof(fc.bigInt(1n, 20n), fc.bigInt(1n, 700n)),
          pauseMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat({ max: 300 })),
        }),
        { minLength: 40, maxLength: 160 },
      ),
      endsAfter: fc.nat({ max: 160 }),
    })
    let straddled = 0
    await fc.assert(
      fc.asyncProperty(schedule, async ({ wishes, endsAfter, hourlyWei, dailyWei }) => {
        const wish = { signer: newSigner(), hourlyWei, dailyWei, hourMs, dayMs }
        const processes = [startProcess(wish), startProcess(wish), startProcess(wish)]
        const signed: { at: Date; wei: bigint }[] = []
        const asking: Promise<void>[] = []
        for (const [index, { process, wei, pauseMs }] of wishes.entries()) {
          // One is restarted: it gives back what it has, and the next one begins with nothing.
          if (index === endsAfter)
            asking.push(processes.splice(0, 1, startProcess(wish))[0]?.close() ?? Promise.resolve())
          if (pauseMs > 0) await sleep(pauseMs)
          const by = processes[process]
          if (!by) throw new Error('no such process')
          asking.push(sign(by, wei).then((answer) => void (isSigned(answer) && signed.push({ at: answer, wei }))))
        }
        await Promise.all(asking)
        const hours = sumBy(signed, hourMs)
        const days = sumBy(signed, dayMs)
        if (hours.size > 1) straddled += 1
        for (const wei of hours.values()) if (hourlyWei !== null) expect(wei <= hourlyWei).toBe(true)
        for (const wei of days.values()) if (dailyWei !== null) expect(wei <= dailyWei).toBe(true)
        if (wishes.some(({ wei }) => wei <= 64n)) expect(signed.length).toBeGreaterThan(0)
        await Promise.all(processes.map((process) => process.close()))
      }),
      // To shrink a schedule would mean to wait for it again and again.
      { numRuns: fuzzRuns(10), endOnFailure: true },
    )
    expect(straddled).toBeGreaterThan(0)
  })
})

function sumBy(signed: readonly { readonly at: Date; readonly wei: bigint }[], periodMs: number): Map<number, bigint> {
  const sums = new Map<number, bigint>()
  for (const { at, wei } of signed) {
    const period = Math.floor(at.getTime() / periodMs)
    sums.set(period, (sums.get(period) ?? 0n) + wei)
  }
  return sums
}
