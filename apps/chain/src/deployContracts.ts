import { type Address, parseAddress } from '@credits-server/onchain'
import { type Abi, encodeDeployData, getContractAddress, type Hex } from 'viem'
import type { Contracts } from './Chain.js'
import { creditsVerifierAbi, creditsVerifierBytecode } from './generated/CreditsVerifier.js'
import { testManaAbi, testManaBytecode } from './generated/TestMana.js'
import { testShopAbi, testShopBytecode } from './generated/TestShop.js'
import { testWalletAbi, testWalletBytecode } from './generated/TestWallet.js'

type Deployment = {
  /** An account that has sent nothing yet; it becomes the verifier's admin. */
  readonly admin: Address
  readonly maxManaPerHourWei: bigint
  /** Sends what deploys a contract. */
  readonly create: (data: Hex) => Promise<unknown>
}

/**
 * Sends what deploys the contracts and answers where they will be once it is mined.
 *
 * **Shape:** an address is made of the sender and of how many transactions it has sent, so a fresh chain has the same ones
 * each time.
 */
export async function deployContracts({ admin, maxManaPerHourWei, create }: Deployment): Promise<Contracts> {
  let sent = 0n
  async function deploy(abi: Abi, bytecode: Hex, args: readonly unknown[] = []): Promise<Address> {
    await create(encodeDeployData({ abi, bytecode, args }))
    const address = getContractAddress({ from: admin, nonce: sent })
    sent += 1n
    return parseAddress(address) as Address
  }
  const mana = await deploy(testManaAbi, testManaBytecode)
  const creditsManager = await deploy(creditsVerifierAbi, creditsVerifierBytecode, [admin, mana, maxManaPerHourWei])
  const shop = await deploy(testShopAbi, testShopBytecode, [mana])
  const wallet = await deploy(testWalletAbi, testWalletBytecode)
  return { creditsManager, mana, shop, wallet }
}
