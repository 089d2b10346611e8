import { type FaultProxy, startFaultProxy } from '../../faults/tools/startFaultProxy.js'
import type { TestDatabase } from './createTestDatabase.js'

/** A way to a test's database that can be cut. */
export type DatabaseProxy = { readonly proxy: FaultProxy; readonly connectionString: string }

/** Starts a proxy in front of a test's database, whose own connection string leads past it. */
export async function startDatabaseProxy({ connectionString }: TestDatabase): Promise<DatabaseProxy> {
  const url = new URL(connectionString)
  const proxy = await startFaultProxy({
    path: `${url.searchParams.get('host')}/.s.PGSQL.${url.searchParams.get('port')}`,
  })
  url.searchParams.set('host', '127.0.0.1')
  url.searchParams.set('port', String(proxy.port))
  return { proxy, connectionString: url.href }
}
