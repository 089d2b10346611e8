import { createCreditsClient, diffBalances } from '@credits-server/sdk'
import { createCreditsAdmin } from '@credits-server/sdk/admin'
import { formatMana } from '@credits-server/sdk/onchain'

const { CREDITS_URL = 'http://localhost:3000', CREDITS_API_KEY = '' } = process.env
const [address = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'] = process.argv.slice(2)

const credits = createCreditsClient({ baseUrl: CREDITS_URL })
const admin = createCreditsAdmin({ baseUrl: CREDITS_URL, apiKey: CREDITS_API_KEY })

const { credits: list, nextExpiryAt } = await credits.getCredits(address)
console.log(`${list.length} credits, the next one expires at ${nextExpiryAt}`)

let previous
for await (const balance of credits.streamCredits(address)) {
  console.log(`${balance.totalCredits} MANA`)
  if (previous) {
    for (const { kind, amountWei } of diffBalances(previous, balance))
      console.log(`${kind}: ${formatMana(amountWei)} MANA`)
    break
  }
  previous = balance
  await admin.grantCredits(address, { type: 'on-demand', amount: '1', reason: 'An example' })
}
