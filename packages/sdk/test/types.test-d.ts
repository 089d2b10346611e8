// Compiled by `check`, and by package.test.ts against the packed declarations: each line below `@ts-expect-error` must be an
// error, or the types let something through.
import {
  type Batch,
  type CreditsAdmin,
  createCreditsAdmin,
  type ExportedEntry,
  type Flag,
  type GoalReport,
  type Grant,
  type UserChange,
  type UserStatus,
} from '../src/admin/index.js'
import {
  type Balance,
  type Credit,
  CreditsApiError,
  type CreditsClient,
  type CreditsReader,
  type CreditsWatch,
  createCreditsClient,
  createCreditsReader,
  diffBalances,
  type Entry,
  type ErrorCode,
  type Goal,
  type Progress,
  type Season,
  type Signer,
  type StreamState,
  type Transaction,
  UserFlaggedError,
} from '../src/index.js'
import {
  type Address,
  type CreditFault,
  type CreditVerdict,
  encodeUseCredits,
  explainRevert,
  type Hex,
  parseAddress,
  parseMana,
  planSpend,
  type SkipReason,
  type SpendPlan,
  toUseCreditsArgs,
  verifyCredit,
  waitForSpend,
} from '../src/onchain/index.js'

declare const client: CreditsClient
declare const reader: CreditsReader
declare const admin: CreditsAdmin
declare const balance: Balance
declare const error: unknown
declare const state: StreamState
const address = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const baseUrl = 'http://localhost:3000'

// What can be left out can be left out, and what is JSON has its types.
createCreditsClient({ baseUrl })
createCreditsReader({ baseUrl, retry: { tries: 1 }, headers: async () => ({ a: 'b' }), logger: console, fetch })
export const onlyReads: CreditsReader = client
export const read: Promise<Balance> = reader.getCredits(address, {
  status: 'AVAILABLE',
  signal: new AbortController().signal,
})
export const total: number = balance.totalCredits
export const exact: string | undefined = balance.totalCreditsWei
export const expiry: string | null | undefined = balance.nextExpiryAt
export const entries: AsyncIterable<Entry> = reader.getEntries(address, { pageSize: 10 })
export const progress: Promise<Progress> = reader.getProgress(address)
export const stream: AsyncIterable<Balance> = client.streamCredits(address)
export const watch: CreditsWatch = client.watchCredits(address, { onBalance() {} })
export const wanted: Promise<Balance> = client.waitForBalance(address, ({ totalCredits }) => totalCredits > 1)
export const amounts: bigint[] = diffBalances(balance, balance).map(({ amountWei }) => amountWei)

// @ts-expect-error a balance is a balance, and not whatever one likes
export const anyBalance: Promise<string> = reader.getCredits(address)
// @ts-expect-error so is a credit
export const anyCredit: Promise<string> = reader.getCredit(address, 'id')
// @ts-expect-error an entry too
export const anyEntry: AsyncIterable<string> = reader.getEntries(address)
// @ts-expect-error and how far one is
export const anyProgress: Promise<string> = reader.getProgress(address)
// @ts-expect-error and what is streamed
export const anyStream: AsyncIterable<string> = client.streamCredits(address)
// @ts-expect-error and what is granted
export const anyGrant: Promise<string> = admin.grantCredits(address, { type: 'on-demand', amount: '1', reason: 'Any' })

// @ts-expect-error a client needs to know where its server is
createCreditsClient({})
// @ts-expect-error an option that there is not
createCreditsClient({ baseUrl, timeout: 1 })
// @ts-expect-error what retries are told that there is not
createCreditsClient({ baseUrl, retry: { attempts: 1 } })
// @ts-expect-error a credit that was used is not in a balance
void reader.getCredits(address, { status: 'USED' })
// @ts-expect-error a call without its credit
void reader.getCredit(address)
// @ts-expect-error a reader has no streams
reader.streamCredits(address)
// @ts-expect-error watching without wanting to know
client.watchCredits(address, {})
// @ts-expect-error a stream is iterated, not awaited
export const awaited = async (): Promise<Balance> => client.streamCredits(address)
// @ts-expect-error a total is a number, so wei do not fit
export const wei: bigint = balance.totalCredits
// @ts-expect-error an older server does not say when something expires next
export const certain: string | null = balance.nextExpiryAt
// @ts-expect-error of an older server a credit has no voucher
export const salts: string[] = balance.credits.map(({ onChain }) => onChain.salt)

// Errors say what they are, and a code of the future is still a code.
export function show(): string | null {
  if (error instanceof UserFlaggedError) return error.reason
  if (!(error instanceof CreditsApiError)) return null
  const { status, requestId, retryable, remedy }: CreditsApiError = error
  if (error.code === 'TIMEOUT' || error.code === 'OF_THE_FUTURE') return remedy
  return `${status} ${requestId} ${retryable}`
}
export const known: ErrorCode = 'USER_NOT_FOUND'
// @ts-expect-error a code that the registry does not have
export const unknown: ErrorCode = 'OF_THE_FUTURE'
// @ts-expect-error only of who is flagged there is a reason
if (error instanceof CreditsApiError) error.reason

// A state has only what goes with it.
export function wait(): number {
  if (state.name === 'reconnecting' || state.name === 'connecting') return state.attempt + state.delayMs
  return state.name === 'ended' && state.reason?.status ? state.reason.status : 0
}
// @ts-expect-error what is live is not waiting
if (state.name === 'live') state.delayMs
// @ts-expect-error a state that there is not
if (state.name === 'closed') wait()

// An operator.
createCreditsAdmin({ baseUrl, apiKey: 'key' })
export const grant: Grant = { type: 'on-demand', amount: '12.5', reason: 'Welcome' }
void admin.grantCredits(address, grant, { idempotencyKey: 'order-1' })
// @ts-expect-error an operator without a key
createCreditsAdmin({ baseUrl })
// @ts-expect-error a number may have been rounded already
void admin.grantCredits(address, { type: 'on-demand', amount: 12.5, reason: 'Welcome' })
// @ts-expect-error a grant without a reason
void admin.grantCredits(address, { type: 'on-demand', amount: '12.5' })
export const counted: Promise<GoalReport> = admin.reportGoalProgress('log-in', { address, eventId: 'e', steps: 2 })
export const claimed: Promise<Credit[]> = admin.claimCredits(address, { creditIds: ['id'] })
// @ts-expect-error an event without a name would count again and again
void admin.reportGoalProgress('log-in', { address })
// @ts-expect-error a report says what it came to
export const anyReport: Promise<string> = admin.reportGoalProgress('log-in', { address, eventId: 'e' })
// @ts-expect-error credits are named in a list
void admin.claimCredits(address, { creditIds: 'id' })
// @ts-expect-error nobody is granted to
void admin.grantCredits(grant)
export const changes: Promise<UserChange[]> = admin.flagUsers({
  addresses: [address],
  type: 'multi-account',
  reason: { message: 'One person.', ip: '192.0.2.7', linkedAddresses: [address] },
  until: '2099-01-01T00:00:00Z',
})
export const flags: AsyncIterable<Flag> = admin.listFlags({ address, type: 'captcha', active: true, pageSize: 10 })
export const users: AsyncIterable<UserStatus> = admin.listUsers({ status: 'opted_out' })
export const left: Promise<UserStatus> = admin.optOutUser(address)
export const season: Promise<Season> = reader.getCurrentSeason()
export const goals: AsyncIterable<Goal> = reader.getGoals(5)
// @ts-expect-error a season is a season
export const anySeason: Promise<string> = reader.getCurrentSeason()
// @ts-expect-error a page has goals
export const anyGoal: AsyncIterable<string> = reader.getGoals(5)
// @ts-expect-error a list of operators is typed too
export const anyListed: AsyncIterable<string> = admin.listCredits()
// @ts-expect-error a flag without a message
void admin.flagUsers({ addresses: [address], type: 'captcha', reason: {} })
// @ts-expect-error a type of flag that there is not
void admin.unflagUsers({ addresses: [address], type: 'blacklist' })
// @ts-expect-error a filter that there is not
admin.listUsers({ status: 'ENROLLED' })

void admin.createKey({ client: 'shop', scopes: ['credits:grant'], dailyQuota: '1000' })
// What nobody can write to can be sent all the same.
const fixed = {
  flag: { addresses: [address], type: 'captcha', reason: { message: 'No.', linkedAddresses: [address] } },
  unflag: { addresses: [address], type: 'captcha' },
  key: { client: 'shop', scopes: ['credits:grant'] },
  batch: { mode: 'each', items: [{ address, type: 'on-demand', amount: '1', reason: 'Prize' }] },
  creditIds: ['id'],
} as const
void admin.flagUsers(fixed.flag)
void admin.unflagUsers(fixed.unflag)
void admin.createKey(fixed.key)
void admin.planBatch(fixed.batch)
void admin.grantBatch({ ...fixed.batch, planHash: 'hash' })
void admin.claimCredits(address, { creditIds: fixed.creditIds })
export const batch: Batch = { mode: 'all', items: fixed.batch.items }
// @ts-expect-error of a list that is fixed each one is still looked at
void admin.planBatch({ mode: 'each', items: [{ address, type: 'on-demand', amount: 1, reason: 'Prize' }] as const })
// @ts-expect-error a list is a list
void admin.flagUsers({ ...fixed.flag, addresses: address })
// @ts-expect-error a scope that there is not
void admin.createKey({ client: 'shop', scopes: ['everything'] })
// @ts-expect-error a rotation that does not say when the old key ends
void admin.rotateKey('0f3a5c7e9b1d', {})
export async function whoChanged(target: string): Promise<string | undefined> {
  for await (const { client } of admin.readAudit({ target, operation: 'grantCredits' })) return client
  return undefined
}

export const rows: AsyncIterable<ExportedEntry> = admin.exportEntries({ address })
export const text: AsyncIterable<string> = admin.exportEntries({ address, format: 'csv' })
// @ts-expect-error rows are no text
export const noText: AsyncIterable<string> = admin.exportEntries({ address })
// @ts-expect-error a format that there is not
admin.exportEntries({ format: 'xlsx' })

// On chain nothing is a mere string.
export const parsed: Address | null = parseAddress(address)
export const mana: bigint = parseMana('12.5')
// @ts-expect-error an address that nobody has parsed
export const unparsed: Address = address
// @ts-expect-error bytes begin with 0x
export const bytes: Hex = 'ab'
// @ts-expect-error a number of MANA may have been rounded already
parseMana(12.5)

// What the API lists can be verified, planned and spent as it is.
const held = { signers: [address], nowSeconds: 1, userAddress: address }
export const verdicts: CreditVerdict[] = balance.credits.map((credit) => verifyCredit(credit, held))
export const plan: SpendPlan = planSpend(balance.credits, parseMana('12.5'), 1, { maxCredits: 20, maxCreditedWei: 1n })
export const call: Hex = encodeUseCredits(
  toUseCreditsArgs(plan, { externalCall: { target: address, selector: '0xa4fdc78a', data: '0x' }, slippageWei: 1n }),
)
export function say(verdict: CreditVerdict): bigint | CreditFault {
  return verdict.ok ? verdict.leftWei : verdict.reason
}
export const reasons: SkipReason[] = plan.skipped.map(({ reason }) => reason)
// @ts-expect-error of what is refused nothing is left
export const anyLeft = (verdict: CreditVerdict): bigint => verdict.leftWei
// @ts-expect-error whom to trust is not in the credit
verifyCredit({ id: 'id' }, { nowSeconds: 1, userAddress: address })
// @ts-expect-error a price in MANA may have been rounded already
planSpend(balance.credits, 12.5, 1)
// @ts-expect-error whether a credit has expired depends on when
planSpend(balance.credits, 1n)
// @ts-expect-error credits pay for something
toUseCreditsArgs(plan, {})

// A spend is waited for with whatever client there is, and names the versions that have it.
export const spent: Promise<Transaction> = waitForSpend(reader, '0xab', {
  until: 'final',
  timeoutMs: 1,
  signal: undefined,
})
export const spentBy: Promise<Transaction> = waitForSpend(client, '0xab')
export const asked: Promise<Transaction> = client.getTransaction('0xab', { until: 'confirmed' })
export async function versions(): Promise<Balance[]> {
  const { credits } = await spent
  return Promise.all(credits.map(({ address, version }) => reader.getCredits(address, { minVersion: version })))
}
export const one: Promise<Credit> = reader.getCredit(address, 'id', { minVersion: undefined })
export const accepted = async (): Promise<boolean | null> => (await reader.getSigner()).hasRole
export const previous = ({ previous }: Signer): string[] => previous.map(({ lastExpiresAt }) => lastExpiresAt)
// @ts-expect-error a stage that there is not
void waitForSpend(reader, '0xab', { until: 'mined' })
// @ts-expect-error a version is a number
void reader.getCredits(address, { minVersion: '7' })
// @ts-expect-error one credit has one status
void reader.getCredit(address, 'id', { status: 'AVAILABLE' })
// @ts-expect-error waiting without somebody to ask
void waitForSpend('0xab')
// @ts-expect-error a transaction is a transaction
export const anyTransaction: Promise<string> = reader.getTransaction('0xab')
// @ts-expect-error and a signer a signer
export const anySigner: Promise<string> = reader.getSigner()

// A revert has the arguments that go with its name.
export function explain(): bigint | Hex | null {
  const revert = explainRevert(error)
  if (revert.name === 'MaxManaCreditedPerHourExceeded') return revert.args.creditableManaThisHour
  if (revert.name === 'InvalidTrade') return revert.args.trade.sent[0]?.contractAddress ?? null
  // @ts-expect-error another one's
  if (revert.name === 'CreditExpired') return revert.args.creditableManaThisHour
  return revert.name === 'Unknown' ? revert.data : null
}
// @ts-expect-error an error that the contract does not have
export const isOld: boolean = explainRevert(error).name === 'CreditAlreadyUsed'
