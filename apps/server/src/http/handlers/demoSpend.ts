import { parseMana } from '@credits-server/onchain'
import type { ReadSnapshot } from '../../balance/readSnapshot.js'
import type { DemoShop } from '../../chain/openDemoShop.js'
import { spendAtDemoShop } from '../../chain/spendAtDemoShop.js'
import { CreditsError } from '../../errors/CreditsError.js'
import type { DemoUser } from '../../pages/presentHomePage.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

type Deps = {
  readonly readSnapshot: ReadSnapshot
  /** Empty unless the demo is seeded. */
  readonly demoUsers: readonly DemoUser[]
  /** Null unless a chain came with the demo. */
  readonly demoShop: DemoShop | null
}

/** Answers demoSpend: a transaction of a demo user, who has unlocked their account on the demo's chain for everybody. */
export function createDemoSpend({ readSnapshot, demoUsers, demoShop }: Deps): Handler<'demoSpend'> {
  const addresses = new Set(demoUsers.map(({ address }) => address))
  return async function demoSpend({ path, body }) {
    if (addresses.size === 0 || demoShop === null) throw new CreditsError('NOT_FOUND')
    const address = readAddress(path.address)
    if (!addresses.has(address)) throw new CreditsError('USER_NOT_FOUND')
    const purchase = { address, amountWei: parseMana(body.amount), creditId: body.creditId }
    const transactionHash = await spendAtDemoShop({ readSnapshot, shop: demoShop }, purchase)
    return { status: 202, type: 'application/json', body: { transactionHash } }
  }
}
