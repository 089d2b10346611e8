import type { Command } from '../Command.js'
import { dataOf } from '../dataOf.js'
import { apiOptions, openApi } from '../openApi.js'

/** Ends an API key for good. Source: revokeKey. */
export const revokeKeyCommand: Command = {
  about: 'End an API key for good, at once.',
  operands: ['id'],
  options: apiOptions,
  async run(invocation) {
    const { operands, report } = invocation
    const [id = ''] = operands
    const { calls, url } = openApi(invocation)
    const onUnknown = 'It may have been revoked; to revoke it again changes nothing.'
    const key = await dataOf(calls.DELETE('/keys/{id}', { params: { path: { id } } }), { url, onUnknown })
    const text = `Key ${id} of ${key.client} was revoked at ${key.revokedAt}. Every server refuses it within five seconds.`
    report.result(key, text)
  },
}
