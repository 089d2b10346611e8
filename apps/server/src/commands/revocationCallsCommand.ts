import type { RevocationCalls } from '@credits-server/contract'
import type { Command } from './Command.js'
import { CommandError } from './CommandError.js'
import { dataOf } from './dataOf.js'
import { givenIn } from './givenIn.js'
import { apiOptions, openApi } from './openApi.js'

/** Prints what is to be sent to the chains for the revocations that they have not seen. Source: getRevocationCalls. */
export const revocationCallsCommand: Command = {
  about: 'Print the transactions that tell the chains what was revoked. The server holds no key that could send them.',
  options: {
    'per-call': { value: 'number', about: 'How many credits one transaction revokes at most, 1 to 200. Default: 200.' },
    ...apiOptions,
  },
  async run(invocation) {
    const { option, report } = invocation
    const query = givenIn({ perCall: readCount(option('per-call')) })
    const { calls, url } = openApi(invocation)
    const answer = await dataOf(calls.GET('/admin/revocations/calldata', { params: { query } }), { url })
    report.result(answer, presentCalls(answer))
  },
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw new CommandError(
    'INVALID_PARAMETER',
    `--per-call ${text} is not a number of credits.`,
    'Use one from 1 to 200.',
  )
}

function presentCalls({ calls, hasMore }: RevocationCalls): string {
  if (calls.length === 0) return 'The chains have seen every revocation.'
  const lines = calls.flatMap(({ chainId, contract, creditHashes, data }) => [
    `${creditHashes.length === 1 ? '1 credit' : `${creditHashes.length} credits`}: to ${contract} on chain ${chainId}`,
    data,
  ])
  const rest = hasMore ? ['More are pending: run this again when the chains have seen these.'] : []
  return [...lines, ...rest].join('\n')
}
