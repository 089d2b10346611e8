import { randomUUID } from 'node:crypto'
import type { Command } from './Command.js'
import { dataOf } from './dataOf.js'
import { givenIn } from './givenIn.js'
import { apiOptions, openApi } from './openApi.js'
import { readSeasonId } from './readSeasonId.js'

/** Grants one credit through a running server. Source: grantCredits. */
export const grantCommand: Command = {
  about: 'Grant a credit through a running server. The amount is in MANA.',
  operands: ['address', 'amount'],
  options: {
    reason: { value: 'text', about: 'Why; operators see it.', required: true },
    annotation: { value: 'text', about: 'A note for operators.' },
    'expires-at': { value: 'time', about: 'Such as 2027-01-31T00:00:00Z. Default: the spend-by date of the season.' },
    season: { value: 'id', about: 'The season whose budget pays. Default: the one that runs.' },
    'allow-flagged': { about: 'Grant although the recipient is flagged.' },
    'allow-paused': { about: 'Grant although the season is paused.' },
    'idempotency-key': {
      value: 'key',
      about: 'Names this grant for ever, so that it can be repeated. Default: random.',
    },
    ...apiOptions,
  },
  async run(invocation) {
    const { operands, option, isSet, report } = invocation
    const [address = '', amount = ''] = operands
    const optional = {
      annotation: option('annotation'),
      expiresAt: option('expires-at'),
      seasonId: readSeasonId(option('season')),
      allowFlagged: isSet('allow-flagged') || undefined,
      allowPaused: isSet('allow-paused') || undefined,
    }
    const key = option('idempotency-key') ?? randomUUID()
    const { calls, url } = openApi(invocation)
    const call = calls.POST('/users/{address}/credits', {
      params: { path: { address }, header: { 'Idempotency-Key': key } },
      body: { type: 'on-demand', amount, reason: option('reason') ?? '', ...givenIn(optional) },
    })
    const onUnknown = `It may have been granted; the same command with --idempotency-key ${key} never grants twice.`
    const credit = await dataOf(call, { url, onUnknown })
    const text = `Granted ${credit.amount} MANA to ${address}: credit ${credit.id}, expires ${credit.expiresAt}.`
    report.result(credit, text)
  },
}
