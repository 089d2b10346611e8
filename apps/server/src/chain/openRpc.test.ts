import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { openRpc, RpcLost, RpcRefusal } from './openRpc.js'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function startNode(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key`
}

const answering = (text: string, status = 200) => startNode((_, res) => void res.writeHead(status).end(text))

describe('openRpc', () => {
  test('default: asks as JSON-RPC 2.0 and hands over the result', async () => {
    let heard = ''
    const url = await startNode(async (req, res) => {
      for await (const chunk of req) heard += chunk
      res.end('{"jsonrpc":"2.0","id":1,"result":null}')
    })
    expect(await openRpc(url)('eth_getBlockByNumber', ['0x1', false])).toBeNull()
    expect(JSON.parse(heard)).toEqual({ jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['0x1', false] })
  })

  test('error: a refusal has the code, the message and the data of the node, whatever the status', async () => {
    const rpc = openRpc(await answering('{"error":{"code":-32005,"message":"range too large","data":"0x08"}}', 400))
    const refusal = await rpc('eth_getLogs', []).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(RpcRefusal)
    expect(refusal).toMatchObject({ code: -32005, message: 'eth_getLogs: range too large', data: '0x08' })
  })

  test.each([
    ['a page of a proxy', '<html>', 502, 'HTTP 502'],
    ['no JSON', 'ok', 200, 'no answer'],
    ['a list', '[]', 200, 'no result'],
    ['nothing', 'null', 200, 'not JSON-RPC'],
    ['an object without a result', '{"jsonrpc":"2.0"}', 200, 'no result'],
  ])('error: %s is no answer', async (_name, text, status, why) => {
    const lost = await openRpc(await answering(text, status))('eth_chainId', []).catch((error: unknown) => error)
    expect(lost).toBeInstanceOf(RpcLost)
    expect((lost as Error).message).toContain(why)
  })

  test('error: a node that says nothing, or begins and stops, is given up in time', async () => {
    const silent = openRpc(await startNode(() => {}), { timeoutMs: 50 })
    await expect(silent('eth_chainId', [])).rejects.toBeInstanceOf(RpcLost)
    const stalled = openRpc(await startNode((_, res) => void res.writeHead(200).write('{"result":')), { timeoutMs: 50 })
    await expect(stalled('eth_chainId', [])).rejects.toBeInstanceOf(RpcLost)
  })

  test('behavior: no message has the URL, which may hold a key', async () => {
    for (const url of ['http://127.0.0.1:9/secret-key', await answering('no')]) {
      const error = (await openRpc(url)('eth_chainId', []).catch((error: unknown) => error)) as Error
      expect(error.message).not.toContain('secret-key')
    }
  })
})
