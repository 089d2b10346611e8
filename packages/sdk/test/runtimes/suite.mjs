/** Runs what every runtime must do: plain JavaScript over the built package, against a real server. */
export async function runSuite(sdk, { url, controlUrl, apiKey }) {
  /** Does something to the server or the network, and returns what came of it. */
  const control = async (action) => {
    const response = await fetch(`${controlUrl}/${action}`, { method: 'POST' })
    if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const heard = []
  const hear = (message, fields) => void heard.push(`${message}: ${Object.values(fields).join(' ')}`)
  const logger = { debug: hear, warn: hear }
  const credits = sdk.createCreditsClient({ baseUrl: url, timeoutMs: 5_000, logger })
  const program = { sdk, url, controlUrl, apiKey, control, credits }
  const told = []
  for (const [name, run] of Object.entries(cases)) {
    if (name.startsWith('admin') && apiKey === undefined) continue
    try {
      await inTime(run(program), `${name} takes too long`)
      told.push({ name })
    } catch (error) {
      // What does not come in time has a cause that the client knows. The rest would wait for it as long.
      told.push({ name, error: String(error?.stack ?? error), heard: heard.slice(-3) })
      break
    }
  }
  return told
}

const cases = {
  'getCredits: a typed balance': async ({ credits, control }) => {
    const { address } = await control('user')
    const balance = await credits.getCredits(address)
    equal(balance.totalCredits, 1)
    equal(balance.totalCreditsWei, '1000000000000000000')
    equal(balance.credits[0].onChain.value, '1000000000000000000')
    equal((await credits.getCredit(address, balance.credits[0].id)).status, 'AVAILABLE')
    const kinds = []
    for await (const { kind } of credits.getEntries(address)) kinds.push(kind)
    equal(kinds, ['granted'])
  },

  'errors: each as its class': async ({ sdk, credits, controlUrl }) => {
    const { createCreditsReader, UserNotFoundError, InvalidAddressError, UnavailableError, RequestTimeoutError } = sdk
    const read = (baseUrl) => createCreditsReader({ baseUrl, timeoutMs: 300, retry: { tries: 1 } }).getCredits(nobody)
    const failing = [
      [() => credits.getCredits(nobody), UserNotFoundError, 'USER_NOT_FOUND'],
      [() => credits.getCredits('0x1'), InvalidAddressError, 'INVALID_ADDRESS'],
      [() => read('http://127.0.0.1:1'), UnavailableError, 'NETWORK'],
      [() => read(`${controlUrl}/html`), UnavailableError, 'NETWORK'],
      [() => read(`${controlUrl}/silent`), RequestTimeoutError, 'TIMEOUT'],
    ]
    for (const [call, type, code] of failing) {
      const error = await rejection(call())
      equal([error.name, error.code], [type.name, code])
      equal([error instanceof type, error instanceof sdk.CreditsApiError, error instanceof Error], [true, true, true])
      equal(error.remedy.length > 0, true)
    }
    equal(await rejection(credits.getCredits(nobody, { signal: AbortSignal.abort('enough') })), 'enough')
  },

  'streamCredits: the balance, then each change; break closes it': async ({ credits, control }) => {
    const { address } = await control('user')
    const totals = []
    for await (const { totalCredits } of credits.streamCredits(address)) {
      totals.push(totalCredits)
      if (totalCredits === 3) break
      await control(`grant/${address}`)
    }
    equal(totals, [1, 2, 3])
    await until(async () => (await control('streams')).open === 0)
  },

  'streamCredits: an abort rejects with its reason': async ({ credits, control }) => {
    const { address } = await control('user')
    const controller = new AbortController()
    const loop = async () => {
      for await (const _ of credits.streamCredits(address, { signal: controller.signal })) controller.abort('enough')
    }
    equal(await rejection(loop()), 'enough')
    await until(async () => (await control('streams')).open === 0)
  },

  'waitForBalance and diffBalances': async ({ sdk, credits, control }) => {
    const { address } = await control('user')
    const before = await credits.getCredits(address)
    const waiting = credits.waitForBalance(address, ({ totalCredits }) => totalCredits === 2)
    await control(`grant/${address}`)
    const [difference, ...more] = sdk.diffBalances(before, await waiting)
    equal([difference.kind, difference.amountWei === 10n ** 18n, more], ['granted', true, []])
  },

  'watchCredits: a connection that is cut is made again, from where it was': async ({ credits, control }) => {
    const { address } = await control('user')
    const watch = recordWatch(credits, address)
    await until(() => watch.state.name === 'live' && watch.totals.length === 1)
    await control('cut')
    await until(() => watch.state.name === 'reconnecting')
    await control(`grant/${address}`)
    await until(() => watch.state.name === 'live' && watch.totals.length === 2)
    equal([watch.totals, watch.names, watch.errors], [[1, 2], ['live', 'reconnecting', 'live'], []])
    watch.close()
    await until(() => watch.names.at(-1) === 'ended')
  },

  'watchCredits: a connection that falls silent is found out': async ({ credits, control }) => {
    const { address } = await control('user')
    const watch = recordWatch(credits, address)
    await until(() => watch.state.name === 'live')
    await control('silence')
    await until(() => watch.state.name === 'reconnecting')
    await control(`grant/${address}`)
    await control('heal')
    await until(() => watch.state.name === 'live' && watch.totals.at(-1) === 2)
    equal(watch.errors, [])
    watch.close()
  },

  'watchCredits: a flag ends it, and says why': async ({ sdk, credits, control }) => {
    const { address } = await control('user')
    const watch = recordWatch(credits, address)
    await until(() => watch.state.name === 'live')
    await control(`flag/${address}`)
    await until(() => watch.errors.length > 0)
    const [error] = watch.errors
    equal([error instanceof sdk.UserFlaggedError, error.reason], [true, 'Three wrong answers.'])
    equal([watch.names, watch.state.reason === error], [['live', 'ended'], true])
    equal((await rejection(credits.getCredits(address))).reason, 'Three wrong answers.')
  },

  'watchCredits: many that come and go leave nothing at the server': async ({ credits, control }) => {
    const { address } = await control('user')
    for (let n = 0; n < 50; n++) {
      const watch = recordWatch(credits, address)
      if (n % 2 === 0) await until(() => watch.totals.length === 1)
      watch.close()
    }
    await until(async () => (await control('streams')).open === 0)
  },

  'onchain: exact amounts': async ({ sdk }) => {
    equal(sdk.onchain.formatMana(sdk.onchain.parseMana('0.1') * 3n), '0.3')
  },

  'admin: one key is one grant': async ({ sdk, url, apiKey, credits, control }) => {
    const { address } = await control('user')
    const admin = sdk.admin.createCreditsAdmin({ baseUrl: url, apiKey })
    const expiresAt = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}Z`
    const order = { type: 'on-demand', amount: '12.5', reason: 'Order 1042', expiresAt }
    const first = await admin.grantCredits(address, order, { idempotencyKey: `order-${address}` })
    const again = await admin.grantCredits(address, order, { idempotencyKey: `order-${address}` })
    equal([first.id === again.id, (await credits.getCredits(address)).totalCredits], [true, 13.5])
  },
}

/** The names of all there is, `admin` only where there is a key. */
export const caseNames = Object.keys(cases)

const nobody = '0x0000000000000000000000000000000000000001'

function recordWatch(credits, address) {
  const [totals, names, errors] = [[], [], []]
  const watch = credits.watchCredits(address, {
    onBalance: ({ totalCredits }) => void totals.push(totalCredits),
    onState: ({ name }) => void names.push(name),
    onError: (error) => void errors.push(error),
  })
  return {
    totals,
    names,
    errors,
    close: () => watch.close(),
    get state() {
      return watch.state
    },
  }
}

/** Nothing here takes as long, on however busy a machine. */
const patienceMs = 60_000

async function inTime(promise, problem) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(problem)), patienceMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

async function until(condition) {
  const beganMs = performance.now()
  while (!(await condition())) {
    if (performance.now() - beganMs > patienceMs / 2) throw new Error(`in vain: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function rejection(promise) {
  return promise.then(
    (value) => {
      throw new Error(`not rejected: ${JSON.stringify(value)}`)
    },
    (reason) => reason,
  )
}

function equal(actual, expected) {
  const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== wanted) throw new Error(`${is} is not ${wanted}`)
}
