import { rootApiKey, type TestServer } from './startTestServer.js'

/** Asks an operators' operation with the root key. */
export function fetchAsOperator(
  { url }: Pick<TestServer, 'url'>,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${rootApiKey}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}
