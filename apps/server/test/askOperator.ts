import { rootApiKey, type TestServer } from './startTestServer.js'

/** An answer to the operator. */
export type OperatorAnswer<Body> = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The text, parsed; null if it is no JSON. */
  readonly body: Body
}

/** Asks with the root key and reads what is answered; `Body` is what the test holds it for. */
export async function askOperator<Body = Record<string, unknown>>(
  { url }: Pick<TestServer, 'url'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<OperatorAnswer<Body>> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${rootApiKey}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null }
}
