import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Address } from '@credits-server/onchain'
import { readMetrics } from '../../../../apps/faults/tools/readMetrics.js'
import { type FaultProxy, startFaultProxy } from '../../../../apps/faults/tools/startFaultProxy.js'
import { flagUsers } from '../../../../apps/server/src/domain/flagUsers.js'
import { grantTestCredit, newAddress } from '../../../../apps/server/test/grantTestCredit.js'
import { root, startTestServer } from '../../../../apps/server/test/startTestServer.js'

/** A real server for one runtime, and a door through which that can make things happen to it. */
export type Stage = {
  /** Where the server is, through a network that can be cut. */
  readonly url: string
  /** POST `/user`, `/grant/<address>`, `/flag/<address>`, `/cut`, `/silence`, `/heal`, `/streams`; for pages of any origin. */
  readonly controlUrl: string
  readonly network: FaultProxy
  /** Grants a user 1 MANA. */
  grant(address: Address): Promise<void>
  close(): Promise<void>
}

/** Starts one. `page` is what its door shows as a page. */
export async function startStage({ page = '', heartbeatMs = 1_000 } = {}): Promise<Stage> {
  const server = await startTestServer({ env: { HEARTBEAT_MS: String(heartbeatMs), RECONCILE_MS: '100' } })
  const grant = (address: Address) => grantTestCredit(server, address, { mana: '1' })
  const network = await startFaultProxy({ port: Number(new URL(server.url).port), host: '127.0.0.1' })
  const actions: Record<string, (address: Address) => unknown> = {
    async user() {
      const address = newAddress()
      await grant(address)
      return { address }
    },
    grant,
    flag: (address) =>
      flagUsers(server.ledger, {
        actor: root,
        addresses: [address],
        flag: { type: 'captcha', reason: { message: 'Three wrong answers.' } },
      }),
    cut: () => network.cutAll(),
    silence: () => network.blackhole(),
    heal: () => network.heal(),
    streams: async () => ({ open: (await readMetrics(server.opsUrl)).get('credits_open_streams') }),
  }
  const door = createServer((request, response) => void answer(request, response, actions, page))
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  return {
    url: `http://127.0.0.1:${network.port}`,
    controlUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    network,
    grant,
    async close() {
      await network.close()
      door.closeAllConnections()
      await once(door.close(), 'close')
      await server.stop()
    },
  }
}

async function answer(
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
  actions: Record<string, (address: Address) => unknown>,
  page: string,
): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*')
  const [, action = '', address] = url.split('/')
  // Under these two there are other servers than ours.
  if (action === 'silent') return
  if (action === 'html' || action === '') {
    response.setHeader('Content-Type', 'text/html')
    return void response.end(action === 'html' ? '<html>' : page)
  }
  const act = method === 'POST' ? actions[action] : undefined
  try {
    const done = await act?.(address as Address)
    response.statusCode = act ? 200 : 404
    response.end(JSON.stringify(done ?? null))
  } catch (error) {
    response.statusCode = 500
    response.end(String(error))
  }
}
