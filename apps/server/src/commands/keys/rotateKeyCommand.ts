import type { Command } from '../Command.js'
import { dataOf } from '../dataOf.js'
import { givenIn } from '../givenIn.js'
import { apiOptions, openApi } from '../openApi.js'
import { readDuration } from './readDuration.js'
import { reportIssuedKey } from './reportIssuedKey.js'

const defaultOverlap = '1h'

/** Replaces an API key and prints the new one, this one time. Source: rotateKey. */
export const rotateKeyCommand: Command = {
  about: 'Replace an API key by one that may do the same and print it; the old one goes on for a while.',
  operands: ['id'],
  options: {
    overlap: {
      value: 'duration',
      about: `How long the old key goes on: 0, or such as 90s, 15m, 24h, 7d. Default ${defaultOverlap}.`,
    },
    expires: { value: 'time', about: 'When the new key ends. Default: when the old one would have.' },
    ...apiOptions,
  },
  async run(invocation) {
    const { operands, option, report } = invocation
    const [id = ''] = operands
    const overlap = option('overlap') ?? defaultOverlap
    const body = { overlapSeconds: readDuration('overlap', overlap), ...givenIn({ expiresAt: option('expires') }) }
    const { calls, url } = openApi(invocation)
    const onUnknown = 'It may have been replaced; `credits-server keys list` shows it.'
    const call = calls.POST('/keys/{id}/rotate', { params: { path: { id } }, body })
    const issued = await dataOf(call, { url, onUnknown })
    const old = body.overlapSeconds === 0 ? 'has ended' : `goes on for ${overlap} at most`
    reportIssuedKey(report, issued, `Key ${id} ${old}. `)
  },
}
