import { randomUUID } from 'node:crypto'
import type { Command } from './Command.js'
import { CommandError } from './CommandError.js'
import { apiOptions, dataOf, openApi } from './openApi.js'

/** Grants one credit through a running server. Source: grantCredits. */
export const grantCommand: Command = {
  about: 'Grant a credit through a running server. The amount is in MANA.',
  operands: ['address', 'amount'],
  options: {
    reason: { value: 'text', about: 'Why; operators see it. Required.' },
    annotation: { value: 'text', about: 'A note for operators.' },
    'expires-at': { value: 'time', about: 'Such as 2027-01-31T00:00:00Z. Default: the spend-by date of the season.' },
    season: { value: 'id', about: 'The season whose budget pays. Default: the one that runs.' },
    'allow-flagged': { about: 'Grant although the recipient is flagged.' },
    'idempotency-key': {
      value: 'key',
      about: 'Names this grant for ever, so that it can be repeated. Default: random.',
    },
    ...apiOptions,
  },
  async run(invocation) {
    const { operands, option, isSet, report } = invocation
    const [address = '', amount = ''] = operands
    const reason = option('reason')
    if (reason === undefined) throw new CommandError('A grant needs --reason <text>.')
    const season = option('season')
    if (season !== undefined && !/^[1-9][0-9]{0,8}$/.test(season)) {
      throw new CommandError(`--season ${season} is not the id of a season.`)
    }
    const optional = {
      annotation: option('annotation'),
      expiresAt: option('expires-at'),
      seasonId: season === undefined ? undefined : Number(season),
      allowFlagged: isSet('allow-flagged') || undefined,
    }
    const key = option('idempotency-key') ?? randomUUID()
    const { calls, url } = openApi(invocation)
    const call = calls.POST('/users/{address}/credits', {
      params: { path: { address }, header: { 'Idempotency-Key': key } },
      body: { type: 'on-demand', amount, reason, ...givenIn(optional) },
    })
    const onUnknown = `It may have been granted; the same command with --idempotency-key ${key} never grants twice.`
    const credit = await dataOf(call, { url, onUnknown })
    const text = `Granted ${credit.amount} MANA to ${address}: credit ${credit.id}, expires ${credit.expiresAt}.`
    report.result(credit, text)
  },
}

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> }

/** What is there of it. */
function givenIn<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>
}
