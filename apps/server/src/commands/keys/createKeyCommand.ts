import { type Scope, scopes } from '@credits-server/contract'
import type { Command } from '../Command.js'
import { dataOf } from '../dataOf.js'
import { givenIn } from '../givenIn.js'
import { apiOptions, openApi } from '../openApi.js'
import { reportIssuedKey } from './reportIssuedKey.js'

/** Makes an API key and prints it, this one time. Source: createKey. */
export const createKeyCommand: Command = {
  about: 'Make an API key for a client and print it; it is shown this one time.',
  operands: ['client'],
  options: {
    scope: { value: 'scope', about: `What it may do: ${Object.keys(scopes).join(', ')}.`, required: true, many: true },
    'daily-quota': { value: 'mana', about: 'What the client may grant with it on one day (UTC). Default: no limit.' },
    expires: { value: 'time', about: 'When it ends, such as 2027-01-31T00:00:00Z. Default: never.' },
    ...apiOptions,
  },
  async run(invocation) {
    const { operands, option, list, report } = invocation
    const [client = ''] = operands
    const { calls, url } = openApi(invocation)
    const optional = givenIn({ dailyQuota: option('daily-quota'), expiresAt: option('expires') })
    // What is no scope the server says.
    const body = { client, scopes: list('scope') as Scope[], ...optional }
    const onUnknown = `It may have been made; \`credits-server keys list --client ${client}\` shows it, to be revoked.`
    const issued = await dataOf(calls.POST('/keys', { body }), { url, onUnknown })
    reportIssuedKey(report, issued)
  },
}
