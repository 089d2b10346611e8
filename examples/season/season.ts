// A whole season, as an operator goes through it, from its first key to the proof that no wei was lost. It leaves behind what
// history has to keep (its users, its credits, its season or goals, closed), and can be run again as often as you like.
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Credit, CreditsApiError, createCreditsReader, UserFlaggedError } from '@credits-server/sdk'
import { type Batch, createCreditsAdmin, type ManagedSeason } from '@credits-server/sdk/admin'
import {
  creditSalt,
  encodeRevokeCredits,
  formatMana,
  type Hex,
  parseAddress,
  parseMana,
  verifyCreditSignature,
} from '@credits-server/sdk/onchain'
import { addUpCredits, addUpCsv, addUpEntries } from './addUp.js'
import { all, check, refusal, step, tell } from './tell.js'

const { CREDITS_URL: baseUrl = 'http://localhost:3000', CREDITS_API_KEY: apiKey = '', CREDITS_SIGNER } = process.env
const batchSize = Number(process.env['BATCH_SIZE'] ?? 10_000)

/** Nobody has walked under this name before. */
const client = `season-walk-${Date.now().toString(36)}`
const newAddress = () => `0x${randomBytes(20).toString('hex')}`
const [alice, bob, carol] = [newAddress(), newAddress(), newAddress()]

/** What is to be done at the end, whatever happened. The last comes first. */
const leftToDo: (() => Promise<unknown>)[] = []

async function walk(): Promise<void> {
  step('A key of its own: what it may do, and how much it may grant a day')
  const owner = createCreditsAdmin({ baseUrl, apiKey })
  const { key, secret } = await owner.createKey({
    client,
    scopes: [
      'seasons:write',
      'goals:write',
      'goals:report',
      'claims:write',
      'users:write',
      'credits:read',
      'credits:grant',
      'credits:revoke',
      'flags:read',
      'flags:write',
    ],
    dailyQuota: '100',
  })
  leftToDo.push(() => owner.revokeKey(key.id))
  // The server's clock is the one that counts; this device's may be another.
  const aheadMs = Date.parse(key.createdAt) - Date.now()
  // A batch of 10,000 takes seconds, so each call may take a minute.
  const admin = createCreditsAdmin({ baseUrl, apiKey: secret, timeoutMs: 60_000, totalTimeoutMs: 120_000 })
  const reader = createCreditsReader({ baseUrl })
  tell(`${client} has ${key.scopes.length} scopes and may grant ${key.dailyQuota} MANA a day`)
  const forbidden = await refusal(admin.createKey({ client, scopes: ['credits:read'] }))
  check(forbidden instanceof CreditsApiError && forbidden.code === 'FORBIDDEN', 'a key does only what its scopes allow')
  tell(`it may not make keys: ${forbidden.code}`)

  step('A season, with a budget in all and for a week')
  const seasons = await all(admin.listSeasons())
  const own = await admin.createSeason({
    name: 'A walk through a season',
    ...freeTime(seasons, new Date(key.createdAt)),
    budget: '1000',
    weeklyBudget: '400',
  })
  const season = seasons.find(isRunning) ?? own
  leftToDo.push(() => (season === own ? admin.closeSeason(own.id) : admin.deleteSeason(own.id)))
  tell(`season ${own.id}, ${own.startsAt} to ${own.endsAt}: ${own.budget} MANA, ${own.weeklyBudget} a week`)
  if (season !== own) tell(`season ${season.id} runs until then, so the walk goes on in that one`)
  check(
    season.state === 'RUNNING',
    `season ${season.id}, which runs now, has money and is not paused (${season.state})`,
  )

  step('Three goals: two for each week, one for the season')
  const goals = {
    logIn: { id: `${client}-log-in`, title: 'Log in on 3 days', period: 'weekly', steps: 3, reward: '2' },
    visit: { id: `${client}-visit`, title: "Visit the week's location", period: 'weekly', steps: 1, reward: '0.5' },
    tour: { id: `${client}-tour`, title: 'Take the tour', period: 'once', steps: 1, reward: '1.25' },
  } as const
  for (const goal of Object.values(goals)) {
    const { id, title, period, reward } = await admin.createGoal(season.id, goal)
    if (season !== own) leftToDo.push(() => admin.closeGoal(id))
    tell(`${title}: ${reward} MANA, ${period}`)
  }

  step('Three users')
  for (const address of [alice, bob, carol]) {
    const { status } = await admin.registerUser(address)
    tell(`${address} is ${status}`)
  }

  step('What they do is reported, each event under a name of its own')
  const report = async (goal: { id: string }, address: string, event: string) => {
    const { progress, creditId } = await admin.reportGoalProgress(goal.id, { address, eventId: `${event}:${address}` })
    return { steps: progress.completedSteps, creditId }
  }
  await report(goals.logIn, alice, 'monday')
  const second = await report(goals.logIn, alice, 'tuesday')
  const again = await report(goals.logIn, alice, 'tuesday')
  check(second.steps === 2 && again.steps === 2, 'an event that is reported twice counts once')
  tell(`log-in reported for Monday, Tuesday and Tuesday again: ${again.steps} steps`)
  const { creditId: reward } = await report(goals.logIn, alice, 'friday')
  check(reward !== undefined, 'the third step earns the reward')
  await report(goals.tour, alice, 'tour')
  await report(goals.visit, bob, 'visit')
  await report(goals.visit, carol, 'visit')
  const { pendingCredits } = await reader.getProgress(alice)
  check(pendingCredits.length === 2, 'the rewards of two goals wait to be claimed')
  check((await reader.getCredits(alice)).credits.length === 0, 'nothing of it can be spent before')
  tell(`the third step earned ${reward}, which is pending`)

  step('Who claims can spend: each credit is signed for the contract')
  for (const address of [alice, bob]) {
    for (const credit of await admin.claimCredits(address)) {
      const signer = CREDITS_SIGNER ?? (await admin.getCreditById(credit.id)).signer
      check(isGenuine(address, credit, signer), `${signer} signed exactly credit ${credit.id}`)
      tell(`${credit.amount} MANA for ${credit.goalId}, signed by ${signer}`)
    }
  }
  check((await admin.claimCredits(alice)).length === 0, 'nothing is claimed twice')

  step(`A batch of ${batchSize}: planned, looked at, and done as planned`)
  const batch = { mode: 'all', items: prizes(season) } as const satisfies Batch
  const plan = await admin.planBatch(batch)
  check(plan.refused === 0 && plan.granted === batchSize, 'the plan refuses nothing')
  const [budget] = plan.seasons
  tell(
    `the plan takes ${plan.grantedMana} MANA and leaves ${formatMana(BigInt(budget?.leftAfterWei ?? 0))} of the budget`,
  )
  const options = { idempotencyKey: `${client}-prizes` }
  const { granted, grantedWei, results } = await admin.grantBatch({ ...batch, planHash: plan.hash }, options)
  check(granted === batchSize && grantedWei === plan.grantedWei, 'what was planned is what was done')
  tell(`${granted} credits granted, with plan ${plan.hash.slice(0, 12)}…`)

  step('What was granted by mistake is taken back, one credit or all that somebody has')
  const one = await admin.revokeCredit(results[1]?.credit?.id ?? '', 'Granted by mistake')
  check(one.address === bob, "the batch's second prize is Bob's")
  tell(`of Bob one credit: ${formatMana(BigInt(one.amountWei))} MANA`)
  const { creditCount, amountWei } = await admin.revokeUserCredits(carol, 'Left the program')
  check(creditCount === 2, 'what is not claimed yet is taken back too')
  tell(`of Carol ${creditCount} credits: ${formatMana(BigInt(amountWei))} MANA`)
  const pending = (await all(admin.listRevocations({ state: 'pending' }))).filter(({ actor }) => actor === client)
  check(pending.length === 3, 'the three wait to be sent to the chain')
  const [first] = pending
  const calldata = encodeRevokeCredits(pending.map(({ creditHash }) => creditHash as Hex))
  tell(`the chain does not know of ${pending.length} of them. Send to ${first?.contract} on chain ${first?.chainId}:`)
  tell(`${calldata.slice(0, 74)}… (${calldata.length / 2 - 1} bytes, revokeCredits)`)
  const { calls, hasMore } = await admin.getRevocationCalls()
  const inCalls = new Set(calls.flatMap(({ creditHashes }) => creditHashes))
  check(
    hasMore || pending.every(({ creditHash }) => inCalls.has(creditHash)),
    'the calls for all that is pending have ours',
  )

  step('A user is flagged; the public is told that, and not why we think so')
  const reason = { message: 'Three wrong answers.', ip: '203.0.113.7', linkedAddresses: [bob] }
  const until = wholeSecond(Date.now() + aheadMs + 3_000)
  await admin.flagUsers({ addresses: [alice], type: 'captcha', reason, until })
  const flagged = await refusal(reader.getCredits(alice))
  check(flagged instanceof UserFlaggedError, 'public reads of a flagged user are refused')
  const shown = JSON.stringify({ ...flagged, message: flagged.message })
  check(!shown.includes(reason.ip) && !shown.includes(bob), 'neither IP address nor linked addresses are public')
  tell(`the public: ${flagged.code}, ${flagged.reason}`)
  const [flag] = await all(admin.listFlags({ address: alice, active: true }))
  check(flag?.reason.ip === reason.ip, 'operators see the whole reason')
  tell(`operators: ${flag.reason.message} From ${flag.reason.ip}, linked to ${flag.reason.linkedAddresses.length}`)
  await admin.flagUsers({ addresses: [bob], type: 'multi-account', reason: { message: 'One person.' } })
  await admin.unflagUsers({ addresses: [bob], type: 'multi-account' })
  tell(`Bob's flag is lifted: ${(await reader.getCredits(bob)).totalCredits} MANA`)
  while ((await refusal(reader.getCredits(alice))) instanceof UserFlaggedError) await sleep(200)
  tell(`Alice's has ended by itself: ${(await reader.getCredits(alice)).totalCredits} MANA`)

  step("Alice's history, newest first")
  for await (const { kind, amountWei, balanceAfterWei } of reader.getEntries(alice)) {
    tell(
      `${kind.padEnd(9)} ${formatMana(BigInt(amountWei)).padStart(6)}   balance ${formatMana(BigInt(balanceAfterWei))}`,
    )
  }

  step('The ledger of the walk, as NDJSON and as CSV')
  const since = { from: key.createdAt }
  const entries = await all(admin.exportEntries(since))
  const csv = (await all(admin.exportEntries({ ...since, format: 'csv' }))).join('')
  await mkdir('exports', { recursive: true })
  await writeFile(`exports/${client}.ndjson`, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  await writeFile(`exports/${client}.csv`, csv)
  tell(`exports/${client}.ndjson and exports/${client}.csv: ${entries.length} entries`)

  step('Not one wei is lost')
  const ofWalk = entries.filter(({ actor }) => actor === client)
  const credits = await all(admin.exportCredits({ createdFrom: key.createdAt }))
  const leftByEntries = addUpEntries(ofWalk)
  const leftInCredits = addUpCredits(credits.filter(({ actor }) => actor === client))
  tell(`${ofWalk.length} entries leave ${formatMana(leftByEntries)} MANA (as CSV ${formatMana(addUpCsv(csv, client))})`)
  tell(`${credits.length} credits hold ${formatMana(leftInCredits)} MANA`)
  check(addUpCsv(csv, client) === leftByEntries, 'CSV and NDJSON tell the same')
  check(leftInCredits === leftByEntries, 'entries and credits agree to the wei')
  for (const [name, address] of Object.entries({ Alice: alice, Bob: bob, Carol: carol })) {
    const byEntries = addUpEntries(entries.filter((entry) => entry.address === address))
    const balanceWei = BigInt((await admin.getUserBalance(address)).totalCreditsWei ?? 0)
    check(byEntries === balanceWei, `${name}'s entries and balance agree to the wei`)
    tell(`${name}: entries ${byEntries} wei, balance ${balanceWei} wei`)
  }
  const takenBack = BigInt(one.amountWei) + BigInt(amountWei)
  const grantedInAll = parseMana('4.25') + BigInt(grantedWei) // four rewards, and the batch
  check(leftByEntries === grantedInAll - takenBack, 'what was granted and not taken back is there')
  const { granted: counted } = await admin.getSeason(season.id)
  check(season !== own || parseMana(counted) === grantedInAll, 'the season has counted all of it')
  tell(`difference: ${leftByEntries - leftInCredits} wei`)
}

const isRunning = ({ state }: ManagedSeason) => state !== 'ENDED' && state !== 'NOT_STARTED'

/** Four weeks from `now`, or fewer if another season begins before; after the last season if one runs now. */
function freeTime(seasons: readonly ManagedSeason[], now: Date): { startsAt: string; endsAt: string } {
  const others = seasons.filter(({ state }) => state !== 'ENDED')
  const startMs = others.some(isRunning) ? Math.max(...others.map(({ endsAt }) => Date.parse(endsAt))) : now.getTime()
  const nextMs = others.map(({ startsAt }) => Date.parse(startsAt)).filter((ms) => ms > startMs)
  const endMs = Math.min(startMs + 28 * 86_400_000, ...nextMs)
  return { startsAt: wholeSecond(startMs), endsAt: wholeSecond(endMs) }
}

/** A time as the server takes it: without the milliseconds of toISOString. */
const wholeSecond = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** A prize for each of our three, and for as many others as fit; those are the same in each walk. */
function prizes({ id: seasonId }: ManagedSeason): Batch['items'] {
  const others = Array.from({ length: batchSize - 3 }, (_, nth) => `0x5ea50${String(nth).padStart(35, '0')}`)
  const prize = { type: 'on-demand', amount: '0.001', reason: 'A prize of the walk', seasonId } as const
  return [alice, bob, carol, ...others].map((address) => ({ address, ...prize }))
}

/** Tells whether the contract would take a credit for one that `signer` has signed. */
function isGenuine(owner: string, { id, onChain, signature }: Credit, signerText: string): boolean {
  const user = parseAddress(owner)
  const contract = parseAddress(onChain?.contract ?? '')
  const signer = parseAddress(signerText)
  if (!onChain || !signature || !user || !contract || !signer) return false
  return verifyCreditSignature({
    user,
    contract,
    signer,
    signature: signature as Hex,
    chainId: onChain.chainId,
    valueWei: BigInt(onChain.value),
    expiresAtSeconds: onChain.expiresAt,
    salt: creditSalt(id),
  })
}

const beganAtMs = performance.now()
try {
  await walk()
} catch (error) {
  const code = error instanceof CreditsApiError ? ` (${error.code})` : ''
  console.error(`\n${error instanceof Error ? error.message : String(error)}${code}`)
  process.exitCode = 1
}
for (const toDo of leftToDo.reverse()) {
  await toDo().catch((error: unknown) => {
    console.error(`Something is left behind: ${String(error)}`)
    process.exitCode = 1
  })
}
if (!process.exitCode) console.log(`\nAll as told, in ${((performance.now() - beganAtMs) / 1_000).toFixed(1)} s.`)
