import type { ApiKey } from '@credits-server/contract'
import type { Command } from '../Command.js'
import { dataOf } from '../dataOf.js'
import { givenIn } from '../givenIn.js'
import { apiOptions, openApi } from '../openApi.js'
import { presentKeys } from './presentKeys.js'

/** Lists the API keys, all pages of them. Source: listKeys. */
export const listKeysCommand: Command = {
  about: 'List API keys, newest first, those that have ended too.',
  options: { client: { value: 'name', about: 'Only the keys of this client.' }, ...apiOptions },
  async run(invocation) {
    const { option, report } = invocation
    const { calls, url } = openApi(invocation)
    const keys: ApiKey[] = []
    let cursor: string | null = null
    do {
      const query = { limit: 100, ...givenIn({ client: option('client'), cursor: cursor ?? undefined }) }
      const page: { keys: ApiKey[]; nextCursor: string | null } = await dataOf(
        calls.GET('/keys', { params: { query } }),
        {
          url,
        },
      )
      keys.push(...page.keys)
      cursor = page.nextCursor
      report.progress(`${keys.length} keys`)
    } while (cursor !== null)
    report.result({ keys }, keys.length === 0 ? 'There are no keys.' : presentKeys(keys))
  },
}
