import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import { type CreditsAdmin, createCreditsAdmin } from '../src/admin/index.js'
import { CreditsApiError, createCreditsReader, UserFlaggedError, UserNotFoundError } from '../src/index.js'

let server: TestServer
let admin: CreditsAdmin
beforeAll(async () => {
  server = await startTestServer()
  admin = createCreditsAdmin({ baseUrl: server.url, apiKey: rootApiKey })
})
afterAll(() => server.stop())

const reader = () => createCreditsReader({ baseUrl: server.url })

describe('the operator and users', () => {
  test('default: registers, lets go, lets back in and tells how a user stands', async () => {
    const address = newAddress()
    const none = { address, optedOutAt: null, version: 0 }
    expect(await admin.getUserStatus(address)).toEqual({ ...none, status: 'not_registered' })
    expect(await admin.registerUser(address)).toEqual({ ...none, status: 'enrolled' })
    expect((await reader().getCredits(address)).credits).toEqual([])
    const left = await admin.optOutUser(address)
    expect(left).toMatchObject({ status: 'opted_out', optedOutAt: expect.any(String), version: 1 })
    expect(await admin.getUserStatus(address)).toEqual(left)
    await expect(reader().getCredits(address)).rejects.toThrow(UserNotFoundError)
    expect(await admin.rejoinUser(address)).toEqual({ ...none, status: 'enrolled', version: 2 })
  })

  test('default: flags, lists and lifts; who is flagged is told why', async () => {
    // Those of one request are in the order of their addresses.
    const [one = '', two = ''] = [newAddress(), newAddress()].sort()
    const flag = { addresses: [one, two], type: 'captcha', reason: { message: 'Why.', ip: '192.0.2.7' } } as const
    const changed = { version: 1, changed: true }
    expect(await admin.flagUsers({ ...flag, addresses: [one, two] })).toEqual([
      { address: one, ...changed },
      { address: two, ...changed },
    ])
    const error = await reader()
      .getCredits(one)
      .catch((error: unknown) => error)
    expect(error).toBeInstanceOf(UserFlaggedError)
    expect((error as UserFlaggedError).reason).toBe('Why.')
    const listed = []
    for await (const { address, reason } of admin.listFlags({ pageSize: 1 })) listed.push([address, reason.ip])
    expect(listed).toEqual([
      [two, '192.0.2.7'],
      [one, '192.0.2.7'],
    ])
    const unflag = { addresses: [one], type: 'captcha' } as const
    expect(await admin.unflagUsers({ ...unflag, addresses: [one] })).toMatchObject([{ version: 2, changed: true }])
    const addressesOf = async (options: Parameters<CreditsAdmin['listFlags']>[0]) => {
      const addresses = []
      for await (const { address } of admin.listFlags(options)) addresses.push(address)
      return addresses
    }
    expect(await addressesOf({ active: true })).toEqual([two])
    expect(await addressesOf({ active: false })).toEqual([one])
    expect(await addressesOf({ address: one, type: 'captcha' })).toEqual([one])
    expect(await addressesOf({ type: 'multi-account' })).toEqual([])
  })

  test('default: iterates users, as far as it is asked', async () => {
    const listed = []
    for await (const { address } of admin.listUsers({ status: 'not_registered', pageSize: 1 })) listed.push(address)
    expect(listed).toEqual([...listed].sort())
    expect(listed.length).toBeGreaterThan(1)
    for await (const { status } of admin.listUsers()) {
      expect(status).toMatch(/^(enrolled|opted_out|not_registered)$/)
      break
    }
  })

  test('error: a refusal has its code, and a call can be aborted', async () => {
    const flag = { addresses: [], type: 'captcha', reason: { message: 'm' } } as const
    await expect(admin.flagUsers({ ...flag, addresses: [] })).rejects.toMatchObject({ code: 'INVALID_ADDRESSES' })
    await expect(admin.registerUser(`0x${'0'.repeat(40)}`)).rejects.toMatchObject({ code: 'INVALID_RECIPIENT' })
    const stranger = createCreditsAdmin({ baseUrl: server.url, apiKey: 'another-key' })
    await expect(stranger.optOutUser(newAddress())).rejects.toThrow(CreditsApiError)
    const signal = AbortSignal.abort(new Error('no longer'))
    await expect(admin.getUserStatus(newAddress(), { signal })).rejects.toThrow('no longer')
    await expect(admin.listUsers({ signal }).next()).rejects.toThrow('no longer')
  })
})
