import { type Address, creditsSignerRole, type Hex, parseAddress, WEI_PER_MANA } from '@credits-server/onchain'
import type { Rpc } from '@credits-server/server/dist/chain/openRpc.js'
import { type Abi, encodeFunctionData } from 'viem'
import type { Chain } from './Chain.js'
import { deployContracts } from './deployContracts.js'
import { encodeUse } from './encodeUse.js'
import { creditsVerifierAbi } from './generated/CreditsVerifier.js'
import { testManaAbi } from './generated/TestMana.js'
import { testShopAbi } from './generated/TestShop.js'
import { testWalletAbi } from './generated/TestWallet.js'
import { revertDataOf } from './revertDataOf.js'
import { spawnAnvil } from './spawnAnvil.js'

export type ChainOptions = {
  /** 31337, unless a test needs another. */
  readonly chainId?: number
  /** Who may sign credits from the start. */
  readonly signers?: readonly Address[]
  /** What may be credited in an hour; far more than any test spends. */
  readonly maxManaPerHourWei?: bigint
  /** Mines a block every so often; without it each transaction is mined at once. **Units:** whole seconds. */
  readonly blockTimeSeconds?: number
  /** Mines only when `mine` is called. */
  readonly noMining?: boolean
  /** `safe` lies one of these behind the head and `finalized` two. **Units:** blocks. */
  readonly slotsInAnEpoch?: number
}

type Transaction = { readonly from: Address; readonly to?: Address; readonly data: Hex }

/** Enough to deploy anything here and to use dozens of credits at once. */
const gas = `0x${(10_000_000).toString(16)}` as const

/** A block holds as many transactions as are sent. */
const blockGas = 10n ** 15n

/** What the verifier holds: more than every test together spends. */
const funds = 10n ** 12n * WEI_PER_MANA

/**
 * Starts anvil, deploys the contracts and resolves when they may be used.
 *
 * **Shape:** the node lives no longer than this process, however that ends.
 * **Errors:** that there is no anvil for this system, or what kept it from starting.
 */
export async function startChain({
  chainId = 31_337,
  signers = [],
  maxManaPerHourWei = funds,
  blockTimeSeconds,
  noMining = false,
  slotsInAnEpoch = 32,
}: ChainOptions = {}): Promise<Chain> {
  const anvil = await spawnAnvil([
    ...['--chain-id', String(chainId), '--gas-limit', String(blockGas), '--slots-in-an-epoch', String(slotsInAnEpoch)],
    ...['--base-fee', '0', '--hardfork', 'cancun', '--order', 'fifo', '--no-mining'],
    ...['--auto-impersonate', '--no-request-size-limit'],
  ])
  const { rpc } = anvil
  try {
    const [first] = (await rpc('eth_accounts', [])) as string[]
    const admin = known(first)
    const submit = (transaction: Transaction) => submitTo(rpc, transaction)
    const create = (data: Hex) => submit({ from: admin, data })
    const contracts = await deployContracts({ admin, maxManaPerHourWei, create })
    const { creditsManager, mana, shop, wallet } = contracts

    const mine = async (blocks = 1) => void (await rpc('anvil_mine', [blocks]))
    let minesAtOnce = false
    let reorgs = 0
    const send = async (from: Address, to: Address, data: Hex) => {
      const hash = await submit({ from, to, data })
      if (minesAtOnce) await mine()
      return hash
    }
    const asAdmin = (to: Address, abi: Abi, functionName: string, args: readonly unknown[]) =>
      send(admin, to, encodeFunctionData({ abi, functionName, args }))
    const grantSigner = (signer: Address) =>
      asAdmin(creditsManager, creditsVerifierAbi, 'grantRole', [creditsSignerRole, signer])

    await asAdmin(mana, testManaAbi, 'mint', [creditsManager, funds])
    for (const signer of signers) await grantSigner(signer)
    await mine()
    if (blockTimeSeconds !== undefined) await rpc('evm_setIntervalMining', [blockTimeSeconds])
    minesAtOnce = blockTimeSeconds === undefined && !noMining

    return {
      ...contracts,
      rpcUrl: anvil.rpcUrl,
      chainId,
      admin,
      rpc,
      send,
      refusalOf: (from, to, data, atSeconds) => {
        const block = atSeconds === undefined ? {} : { time: `0x${atSeconds.toString(16)}` }
        return rpc('eth_call', [{ from, to, data, gas }, 'latest', {}, block]).then(() => null, revertDataOf)
      },
      grantSigner,
      revokeSigner: (signer) => asAdmin(creditsManager, creditsVerifierAbi, 'revokeRole', [creditsSignerRole, signer]),
      useCredits: (user, args) => send(user, creditsManager, encodeUse(args)),
      useCreditsTogether: (uses) => asAdmin(wallet, testWalletAbi, 'multicall', [creditsManager, uses.map(encodeUse)]),
      buy: (priceWei) => {
        const data = encodeFunctionData({ abi: testShopAbi, functionName: 'buy', args: [priceWei] })
        const selector = data.slice(0, 10) as Hex
        return { target: shop, selector, data: `0x${data.slice(10)}`, expiresAt: 0n, salt: `0x${'00'.repeat(32)}` }
      },
      mine,
      reorg: async (depth) => {
        // [V] Empty blocks that take the place of empty ones have their times, and so their hashes: they would be the same ones.
        reorgs += 1
        const mark = {
          from: admin,
          to: admin,
          data: `0x${reorgs.toString(16).padStart(64, '0')}`,
          gas,
          gasPrice: '0x0',
        }
        await rpc('anvil_reorg', [depth, [[mark, 0]]])
      },
      setTime: async (seconds) => void (await rpc('evm_setNextBlockTimestamp', [seconds])),
      ended: anvil.ended,
      stop: anvil.stop,
    }
  } catch (error) {
    await anvil.stop()
    throw error
  }
}

/**
 * Sends as a wallet does that leaves the nonce to its node. [V] After a reorg anvil's pool may hold on to a transaction that is in a
 * block again, and goes on counting from there, which it then finds too low: then the nonce is the first free one.
 */
async function submitTo(rpc: Rpc, { from, ...rest }: Transaction): Promise<Hex> {
  const send = async (nonce?: number) => {
    const at = nonce === undefined ? {} : { nonce: `0x${nonce.toString(16)}` }
    return (await rpc('eth_sendTransaction', [{ from, ...rest, ...at, gas, gasPrice: '0x0' }])) as Hex
  }
  try {
    return await send()
  } catch (error) {
    if (!String(error).includes('nonce too low')) throw error
  }
  for (let nonce = Number(await rpc('eth_getTransactionCount', [from, 'latest'])); ; nonce += 1) {
    try {
      return await send(nonce)
    } catch (error) {
      if (!String(error).includes('replacement transaction underpriced')) throw error
    }
  }
}

function known(address: string | undefined): Address {
  const parsed = parseAddress(address ?? '')
  if (parsed === null) throw new Error(`anvil has no accounts: ${address}`)
  return parsed
}
