import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a node was asked. */
export type Question = { readonly method: string; readonly params: readonly unknown[] }

/** Answers a question, with the help of the true node. */
export type AnswerQuestion = (question: Question, ask: (question: Question) => Promise<unknown>) => Promise<unknown>

/** A refusal as nodes give it. */
export class Refusal extends Error {}

/** A node between a follower and a chain, which errs and lies as it is told. */
export type UnreliableNode = {
  readonly url: string
  /** How the next questions are answered; null answers the truth. */
  answer: AnswerQuestion | null
  /** Share of questions that are not answered as they should be: refused, cut off, garbled, late. */
  errorRate: number
  /** How many questions were asked, by method. */
  readonly asked: Map<string, number>
  stop(): Promise<void>
}

type Options = { readonly rpcUrl: string; readonly random?: () => number }

/** Starts a node that passes questions on to `rpcUrl`, and answers as it is told. */
export async function startUnreliableNode({ rpcUrl, random = Math.random }: Options): Promise<UnreliableNode> {
  const asked = new Map<string, number>()

  async function ask({ method, params }: Question): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const response = await fetch(rpcUrl, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    const answer = (await response.json()) as { result?: unknown; error?: { message: string } }
    if (answer.error) throw new Refusal(answer.error.message)
    return answer.result
  }

  const server = createServer(async (req, res) => {
    let text = ''
    for await (const chunk of req) text += chunk
    const question = JSON.parse(text) as Question & { id: number }
    asked.set(question.method, (asked.get(question.method) ?? 0) + 1)
    const reply = (value: object) => res.end(JSON.stringify({ jsonrpc: '2.0', id: question.id, ...value }))
    if (random() < node.errorRate) {
      const kind = Math.floor(random() * 5)
      if (kind === 0) return void reply({ error: { code: -32_005, message: 'too many requests' } })
      if (kind === 1) return void res.writeHead(502).end('<html>bad gateway</html>')
      if (kind === 2) return void res.socket?.destroy()
      if (kind === 3) return void res.writeHead(200).end('{"jsonrpc":"2.0","id":1,"resu')
      await sleep(20)
    }
    try {
      reply({ result: await (node.answer ? node.answer(question, ask) : ask(question)) })
    } catch (error) {
      if (error instanceof Refusal) reply({ error: { code: -32_000, message: error.message } })
      else res.socket?.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const node: UnreliableNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: null,
    errorRate: 0,
    asked,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return node
}
