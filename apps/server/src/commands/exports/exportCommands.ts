import type { operations } from '@credits-server/contract'
import type { Command, CommandOption, Invocation } from '../Command.js'
import { dataOf } from '../dataOf.js'
import { givenIn } from '../givenIn.js'
import { apiOptions, type OperatorApi, openApi } from '../openApi.js'
import { readSeasonId } from '../readSeasonId.js'
import { UsageError } from '../UsageError.js'
import type { ExportFormat } from './createRowCount.js'
import { receiveExport } from './receiveExport.js'

type CreditFilters = NonNullable<operations['exportCredits']['parameters']['query']>
type EntryFilters = NonNullable<operations['exportEntries']['parameters']['query']>

const exportOptions: Readonly<Record<string, CommandOption>> = {
  format: { value: 'ndjson|csv', about: 'The form of the lines. Default: that of the file’s name, else ndjson.' },
  output: { value: 'file', about: 'Writes it there, once all of it has come. Default: stdout.' },
  address: { value: 'address', about: 'Only of this user.' },
}

/** Exports credits from a running server. Source: exportCredits. */
export const exportCreditsCommand: Command = {
  about: 'Export credits, oldest first and of one moment.',
  options: {
    ...exportOptions,
    season: { value: 'id', about: 'Only of this season.' },
    goal: { value: 'id', about: 'Only earned in this goal.' },
    issuer: { value: 'client', about: 'Only granted by this client; goals for what was earned in goals.' },
    signer: { value: 'address', about: 'Only signed by this address.' },
    state: { value: 'state', about: 'pending, available, spent, expired, revoked or lapsed.' },
    'created-from': { value: 'time', about: 'Only granted at this time or later.' },
    'created-to': { value: 'time', about: 'Only granted before this time.' },
    'expires-from': { value: 'time', about: 'Only expiring at this time or later.' },
    'expires-to': { value: 'time', about: 'Only expiring before this time.' },
    ...apiOptions,
  },
  run(invocation) {
    const { option } = invocation
    // What is no such value the server says.
    const query = givenIn({
      address: option('address'),
      seasonId: readSeasonId(option('season')),
      goalId: option('goal'),
      issuer: option('issuer'),
      signer: option('signer'),
      state: option('state'),
      createdFrom: option('created-from'),
      createdTo: option('created-to'),
      expiresFrom: option('expires-from'),
      expiresTo: option('expires-to'),
    }) as CreditFilters
    return runExport(invocation, ({ calls }, format, signal) =>
      calls.GET('/credits/export', { params: { query: { ...query, format } }, parseAs: 'stream', signal }),
    )
  },
}

/** Exports the ledger from a running server. Source: exportEntries. */
export const exportEntriesCommand: Command = {
  about: 'Export the ledger, by user and version and of one moment.',
  options: {
    ...exportOptions,
    kind: {
      value: 'kind',
      about: 'granted, claimed, spent, restored, revoked, flagged, unflagged, optedOut or rejoined.',
    },
    from: { value: 'time', about: 'Only at this time or later.' },
    to: { value: 'time', about: 'Only before this time.' },
    ...apiOptions,
  },
  run(invocation) {
    const { option } = invocation
    const query = givenIn({
      address: option('address'),
      kind: option('kind'),
      from: option('from'),
      to: option('to'),
    }) as EntryFilters
    return runExport(invocation, ({ calls }, format, signal) =>
      calls.GET('/entries/export', { params: { query: { ...query, format } }, parseAs: 'stream', signal }),
    )
  },
}

type AskForExport = (
  api: OperatorApi,
  format: ExportFormat,
  signal: AbortSignal,
) => Promise<{ data?: ReadableStream<Uint8Array> | null; error?: unknown; response: Response }>

async function runExport(invocation: Invocation, ask: AskForExport): Promise<void> {
  const { option, isSet, report } = invocation
  const output = option('output')
  if (output === undefined && isSet('json')) {
    throw new UsageError('With --json the export needs --output <file>, because stdout is for what came of it.', '')
  }
  const format = (option('format') ?? (output?.endsWith('.csv') ? 'csv' : 'ndjson')) as ExportFormat
  const api = openApi(invocation)
  const result = await receiveExport({
    ask: async (signal) => (await dataOf(ask(api, format, signal), api)) as AsyncIterable<Uint8Array>,
    format,
    output,
    progress: report.progress,
  })
  const text = `Exported ${result.rows} rows, ${result.bytes} bytes; it is the whole`
  if (output === undefined) report.note(`${text}.`)
  else report.result(result, `${text}, and in ${output}.`)
}
