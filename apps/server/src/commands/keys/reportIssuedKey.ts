import type { IssuedApiKey } from '@credits-server/contract'
import type { Report } from '../createReport.js'
import { endOf } from './presentKeys.js'

/** Prints a new key: alone on stdout, so that it can be led into a file; what is to be known of it goes to stderr. */
export function reportIssuedKey(report: Report, issued: IssuedApiKey, more = ''): void {
  const { id, client, scopes, dailyQuota } = issued.key
  report.result(issued, issued.secret)
  const quota = dailyQuota === null ? 'any amount' : `${dailyQuota} MANA`
  report.note(
    `Key ${id} of ${client} may ${scopes.join(', ')}; ${quota} a day; ends ${endOf(issued.key)}. ${more}` +
      'It is shown this one time: keep it where only its client can read it.',
  )
}
