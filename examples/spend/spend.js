// Spends credits on a chain and believes nobody: who may sign and what is left is asked of the contract itself. It needs the
// SDK and a node; its only Ethereum library is the ten lines of `rpc`.
import { createCreditsReader } from '@credits-server/sdk'
import {
  creditsManagers,
  creditsSignerRole,
  encodeHasRole,
  encodeSpentValue,
  encodeUseCredits,
  explainRevert,
  formatMana,
  parseMana,
  planSpend,
  toUseCreditsArgs,
  verifyCredit,
  waitForSpend,
} from '@credits-server/sdk/onchain'

const { CREDITS_URL = 'http://localhost:3000', RPC_URL = 'http://localhost:8545', DEMO_SHOP_ADDRESS } = process.env
const [address = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8', price = '4'] = process.argv.slice(2)
const priceWei = parseMana(price)

async function rpc(method, ...params) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const headers = { 'Content-Type': 'application/json' }
  const { result, error } = await (await fetch(RPC_URL, { method: 'POST', headers, body })).json()
  if (error) throw error
  return result
}

const credits = createCreditsReader({ baseUrl: CREDITS_URL })
const chainId = Number(await rpc('eth_chainId'))
// Which contract it is must come from elsewhere than from who names the signers.
const contract = (process.env.CREDITS_MANAGER_ADDRESS ?? creditsManagers[chainId] ?? '').toLowerCase()
const read = async (data) => BigInt(await rpc('eth_call', { to: contract, data }, 'latest'))

const { totalCredits, credits: listed } = await credits.getCredits(address)
console.log(`${totalCredits} MANA in ${listed.length} credits`)

// Who may sign: the server says who does, the contract whether it accepts them.
const { previous, ...signer } = await credits.getSigner()
const signers = []
for (const each of [signer, ...previous]) {
  if (each.chainId !== chainId || each.contract !== contract) continue
  const hasRole = await read(encodeHasRole({ role: creditsSignerRole, account: each.address }))
  console.log(`${each.address} ${hasRole ? 'may' : 'may not'} sign`)
  if (hasRole) signers.push(each.address)
}

// Which credits are genuine, by their signature, and what is left of them, by the contract.
const { timestamp } = await rpc('eth_getBlockByNumber', 'latest', false)
const nowSeconds = Number(timestamp)
const genuine = []
for (const credit of listed) {
  const verdict = verifyCredit(credit, { signers, nowSeconds, userAddress: address })
  const leftWei = verdict.ok && BigInt(credit.onChain.value) - (await read(encodeSpentValue(verdict.hash)))
  const isSo = verdict.ok && leftWei === verdict.leftWei
  console.log(
    `${credit.id}: ${isSo ? `${formatMana(leftWei)} MANA left, on chain too` : (verdict.reason ?? 'not as on chain')}`,
  )
  if (isSo) genuine.push(credit)
}

/** The call that buys for a price: here `buy(uint256)` of the test chain's shop. */
const buy = (wei) => ({
  target: DEMO_SHOP_ADDRESS,
  selector: '0xd96a094a',
  data: `0x${wei.toString(16).padStart(64, '0')}`,
})
const transactionOf = (args) => ({ from: address, to: contract, data: encodeUseCredits(args), gasPrice: '0x0' })
const minedBySeconds = nowSeconds + 120

// A plan that must fail: it buys for more than there is, and the user is to add nothing.
const all = planSpend(genuine, 2n ** 128n, minedBySeconds)
const [tooMuch] = toUseCreditsArgs(all, { externalCall: buy(all.creditedWei + 1n) })
try {
  await rpc('eth_call', transactionOf([{ ...tooMuch, maxUncreditedValue: 0n }]), 'latest')
} catch (error) {
  const { name, message, remedy } = explainRevert(error)
  console.log(`1 wei too much: ${name}. ${message} ${remedy}`)
}

const plan = planSpend(genuine, priceWei, minedBySeconds)
for (const { id, spendWei } of plan.vouchers) console.log(`${id}: ${formatMana(spendWei)} MANA of it pay`)
console.log(`${formatMana(plan.uncreditedWei)} MANA remain to pay`)
const transaction = transactionOf(toUseCreditsArgs(plan, { externalCall: buy(priceWei) }))
try {
  await rpc('eth_call', transaction, 'latest')
} catch (error) {
  const { name, message, remedy } = explainRevert(error)
  throw new Error(`The contract refuses it: ${name}. ${message} ${remedy}`)
}

// A wallet would sign this; on a test chain the account is unlocked and gas costs nothing.
const hash = await rpc('eth_sendTransaction', transaction)
const { state, credits: uses } = await waitForSpend(credits, hash, { timeoutMs: 60_000 })
for (const { id, amountWei } of uses) console.log(`${id}: ${formatMana(BigInt(amountWei))} MANA ${state}`)

const minVersion = Math.max(...uses.map(({ version }) => version))
const after = await credits.getCredits(address, { minVersion })
console.log(`${after.totalCredits} MANA in ${after.credits.length} credits`)
