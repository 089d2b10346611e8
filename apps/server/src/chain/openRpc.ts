/** Asks a node of a chain. The answer is as the node gave it: whoever asks must look at it before it is believed. */
export type Rpc = (method: string, params: readonly unknown[]) => Promise<unknown>

/** The node has answered that it will not answer this. */
export class RpcRefusal extends Error {
  override readonly name = 'RpcRefusal'
  readonly code: number
  /** What it added: of a call that reverted, the bytes it reverted with, in most nodes as hex. */
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** There was no answer, or none that is JSON-RPC: the network, a proxy, a node that restarts. */
export class RpcLost extends Error {
  override readonly name = 'RpcLost'
}

type Options = {
  /** How long an answer may take, with its body. */
  readonly timeoutMs?: number
  /** The network. */
  readonly fetch?: typeof fetch
}

/**
 * Opens a JSON-RPC client of one node. It tries nothing twice and remembers nothing: when to ask again is for those who ask.
 *
 * **Errors:** RpcRefusal, RpcLost; neither tells the URL, which often holds a key.
 */
export function openRpc(url: string, { timeoutMs = 10_000, fetch = globalThis.fetch }: Options = {}): Rpc {
  let asked = 0
  return async function rpc(method, params) {
    asked += 1
    const answer = await exchange(method, { jsonrpc: '2.0', id: asked, method, params })
    if (!isObject(answer)) throw new RpcLost(`${method}: the answer is not JSON-RPC`)
    if (isObject(answer['error'])) {
      const { code, message, data } = answer['error']
      throw new RpcRefusal(Number(code), `${method}: ${typeof message === 'string' ? message : 'refused'}`, data)
    }
    if (!('result' in answer)) throw new RpcLost(`${method}: the answer has no result`)
    return answer['result']
  }

  async function exchange(method: string, body: unknown): Promise<unknown> {
    const request = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
    let status = 0
    try {
      const response = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) })
      status = response.status
      // Nodes send errors of JSON-RPC with many a status; what decides is whether it can be read.
      return await response.json()
    } catch (cause) {
      const why = status === 0 || status === 200 ? 'no answer' : `HTTP ${status}`
      throw new RpcLost(`${method}: ${why}`, { cause })
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
