import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { askOperator } from './askOperator.js'
import type { TestServer } from './startTestServer.js'

/** Grants a user 1 MANA that does not expire while anybody looks, as an operator does. */
export async function grantOverHttp(server: Pick<TestServer, 'url'>, address: string): Promise<void> {
  const credit = { type: 'on-demand', amount: '1', reason: 'a test', expiresAt: '2100-01-01T00:00:00Z' }
  const { status } = await askOperator(server, 'POST', `/users/${address}/credits`, credit, {
    'Idempotency-Key': randomUUID(),
  })
  expect(status).toBe(201)
}
