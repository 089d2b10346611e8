import type { paths } from '@credits-server/contract'
import createClient, { type Client } from 'openapi-fetch'
import type { ClientSettings } from './ClientSettings.js'

/** The typed calls of the contract, and what every one of them is sent with. */
export type Api = { readonly calls: Client<paths>; readonly settings: ClientSettings }

/** Creates the typed calls. */
export function createApi(settings: ClientSettings): Api {
  const { baseUrl, fetch } = settings
  return { calls: createClient<paths>({ baseUrl, fetch }), settings }
}
