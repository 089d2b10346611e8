import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a node of a chain answers to `eth_chainId`, `eth_getCode` and `eth_call`; null says nothing and closes. */
export type NodeAnswers = { chainId?: string; code?: string; call?: string | { code: number; message: string } }

/** A node that answers what it is told to, and counts how often it was asked. */
export type TestNode = { readonly url: string; answers: NodeAnswers | null; asked: number; stop(): void }

/** Whether a role is held, as `hasRole` answers it. */
export const [roleHeld, roleMissing] = [`0x${'1'.padStart(64, '0')}`, `0x${'0'.repeat(64)}`]

/** Starts a node of a chain that has a contract at every address, in which everybody holds every role, unless told otherwise. */
export async function startTestNode(answers: NodeAnswers | null = {}): Promise<TestNode> {
  const server = createServer(async (request, response) => {
    node.asked += 1
    let text = ''
    for await (const part of request) text += part
    const { method } = JSON.parse(text)
    if (node.answers === null) return void request.socket.destroy()
    const { chainId = '0x13882', code = '0x60', call = roleHeld } = node.answers
    const answer = { eth_chainId: chainId, eth_getCode: code, eth_call: call }[method as string]
    const told = typeof answer === 'object' ? { error: answer } : { result: answer }
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...told }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const node: TestNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    asked: 0,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
  return node
}
