import { rootApiKey, type TestServer } from './startTestServer.js'

/** An answer to the operator. */
export type OperatorAnswer<Body> = { readonly status: number; readonly body: Body; readonly headers: Headers }

/** Asks with the root key, and parses what is answered; `Body` is what the test holds it for. */
export async function askOperator<Body = Record<string, unknown>>(
  { url }: Pick<TestServer, 'url'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<OperatorAnswer<Body>> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${rootApiKey}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }
}
