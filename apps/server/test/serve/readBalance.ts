import type { Address } from '@credits-server/onchain'

/** What a restart must not change, and what it may add to. */
export type Balance = { readonly epoch: string; readonly version: number; readonly ids: readonly string[] }

/** Reads a user's balance from a running server. */
export async function readBalance(url: string, address: Address): Promise<Balance> {
  const response = await fetch(`${url}/users/${address}/credits`)
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  const { snapshotId, credits } = (await response.json()) as { snapshotId: string; credits: { id: string }[] }
  const [epoch = '', version] = snapshotId.split('.')
  return { epoch, version: Number(version), ids: credits.map(({ id }) => id) }
}
