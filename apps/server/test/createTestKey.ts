import { randomBytes } from 'node:crypto'
import type { IssuedApiKey, Scope } from '@credits-server/contract'
import { rootApiKey, type TestServer } from './startTestServer.js'

type Options = { readonly client?: string; readonly dailyQuota?: string; readonly expiresAt?: string }

/** A key of a client: `secret` is what is sent as Bearer. */
export type TestKey = { readonly id: string; readonly client: string; readonly secret: string }

/** Creates a key with these scopes through the public door, of a client of its own unless one is named. */
export async function createTestKey(
  { url }: Pick<TestServer, 'url'>,
  scopes: readonly Scope[],
  { client = `test-${randomBytes(4).toString('hex')}`, ...bounds }: Options = {},
): Promise<TestKey> {
  const answer = await fetch(`${url}/keys`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ client, scopes, ...bounds }),
  })
  if (answer.status !== 201) throw new Error(`no key: ${await answer.text()}`)
  const { secret, key } = (await answer.json()) as IssuedApiKey
  return { id: key.id, client, secret }
}
