import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CreditsError } from '../errors/CreditsError.js'
import { createReadiness } from './createReadiness.js'

describe('createReadiness', () => {
  let asked = 0
  let answer: () => Promise<never[]> = async () => []
  const draining = new AbortController()
  const reads = {
    read: () => {
      asked += 1
      return answer()
    },
    close: async () => {},
  }

  beforeEach(() => {
    vi.useFakeTimers()
    asked = 0
    answer = async () => []
  })
  afterEach(() => vi.useRealTimers())

  test('default: asks the database, every 2 s at most', async () => {
    const check = createReadiness(reads, draining.signal)
    expect(await check()).toEqual({ ready: true, reason: null })
    vi.advanceTimersByTime(2_000)
    await Promise.all([check(), check()])
    expect(asked).toBe(1)
    vi.advanceTimersByTime(1)
    await Promise.all([check(), check()])
    expect(asked).toBe(2)
  })

  test('behavior: a lost database is not ready, for the reason behind it', async () => {
    answer = () => Promise.reject(new CreditsError('UNAVAILABLE', { cause: new Error('connect ECONNREFUSED') }))
    expect(await createReadiness(reads, draining.signal)()).toEqual({ ready: false, reason: 'connect ECONNREFUSED' })
  })

  test('behavior: a database that says nothing is not ready after 1 s', async () => {
    answer = () => new Promise(() => {})
    const readiness = createReadiness(reads, draining.signal)()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await readiness).toEqual({ ready: false, reason: 'The database has not answered within 1 s.' })
  })

  test('behavior: a server that drains is not ready, whatever the database says', async () => {
    const stopping = new AbortController()
    const check = createReadiness(reads, stopping.signal)
    expect((await check()).ready).toBe(true)
    stopping.abort()
    expect(await check()).toEqual({ ready: false, reason: 'This server is stopping.' })
  })
})
