import { randomUUID } from 'node:crypto'
import type { Connection } from './openConnection.js'

const body = JSON.stringify({
  type: 'on-demand',
  amount: '12.5',
  reason: 'A prize of the season',
  expiresAt: '2090-01-08T00:00:00Z',
})

/** Grants a user a credit as an operator does. */
export async function grantOne(connection: Connection, address: string): Promise<void> {
  const status = await connection.post(`/users/${address}/credits`, randomUUID(), body)
  if (status !== 201) throw new Error(`a grant was answered ${status}`)
}
