import type { Address } from '@credits-server/onchain'
import type { Logger } from 'pino'
import { CreditsError } from '../errors/CreditsError.js'
import type { HeldBalance } from './HeldBalance.js'
import type { ReadSnapshots } from './readSnapshots.js'

type Deps = {
  readonly readSnapshots: ReadSnapshots
  readonly logger: Logger
  /** Called when a read of a balance is over, whatever has come of it. */
  readonly onLoaded: (balance: HeldBalance) => void
}

/** Reads balances: asked any number of times while one is being read, it reads that one once more. */
export type Loads = { request(balance: HeldBalance): void }

/** Questions to the database at one time. What is due meanwhile waits, and travels with what else is due. */
const mostUnderWay = 2

/** Addresses in one question: it takes as long as the slowest of them. */
const mostAtOnce = 64

/** Creates the queue of reads. What is due in one turn of the event loop is one question. */
export function createLoads({ readSnapshots, logger, onLoaded }: Deps): Loads {
  const due = new Set<HeldBalance>()
  let underWay = 0
  let isScheduled = false

  function request(balance: HeldBalance): void {
    due.add(balance)
    if (isScheduled || underWay === mostUnderWay) return
    isScheduled = true
    setImmediate(pump)
  }

  function pump(): void {
    isScheduled = false
    while (due.size > 0 && underWay < mostUnderWay) void load(takeBatch())
  }

  function takeBatch(): HeldBalance[] {
    const batch: HeldBalance[] = []
    for (const balance of due) {
      if (batch.length === mostAtOnce) break
      due.delete(balance)
      // One that is being read is looked at again when that is over.
      if (!balance.loading && balance.isDue) batch.push(balance)
    }
    return batch
  }

  async function load(batch: readonly HeldBalance[]): Promise<void> {
    if (batch.length === 0) return
    underWay += 1
    await settle(batch, new Map(batch.map((balance) => [balance.address, balance.beginLoad()])))
    underWay -= 1
    pump()
  }

  async function settle(batch: readonly HeldBalance[], atLeast: ReadonlyMap<Address, number>): Promise<void> {
    try {
      const found = await readSnapshots(
        batch.map(({ address }) => address),
        { atLeast },
      )
      for (const balance of batch) {
        const snapshot = found.get(balance.address)
        if (snapshot === undefined) throw new Error(`there is no answer for ${balance.address}`)
        if (snapshot instanceof CreditsError) balance.refuse(snapshot)
        else balance.take(snapshot)
        onLoaded(balance)
        if (balance.isDue) due.add(balance)
      }
    } catch (error) {
      // The others do not suffer for one that is too slow.
      if (batch.length > 1 && !(error instanceof CreditsError)) {
        await Promise.all(batch.filter(({ loading }) => loading).map((balance) => settle([balance], atLeast)))
        return
      }
      if (!(error instanceof CreditsError)) logger.error({ err: error }, 'a balance cannot be read')
      for (const balance of batch) {
        balance.fail(error)
        onLoaded(balance)
      }
    }
  }

  return { request }
}
