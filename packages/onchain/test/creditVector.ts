import type { Address, CreditFields } from '../src/index.js'

const credit: CreditFields = {
  user: '0x1111111111111111111111111111111111111111' as Address,
  chainId: 137,
  contract: '0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5' as Address,
  valueWei: 4n * 10n ** 18n,
  expiresAtSeconds: 1767571199,
  salt: '0x9c59762b2040c61ed687aaf4422e0ba058bb89d0397349c59cd036eb2315907f',
}

/**
 * Holds one credit with every value along the way from its id to its signature.
 *
 * **Source:** salt, hash and digest were computed apart from this code, by a keccak checked against the CreditUsed topic.
 * The signature comes from a textbook ECDSA and RFC 6979 in Python integers, itself checked against the well-known
 * vector for key 1 and "Satoshi Nakamoto": viem cannot be the judge here, as it shares noble's curve with us.
 */
export const creditVector = {
  creditId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  credit,
  hash: '0x2640125931f3f30cb7a668d1880b48e5c1482db375a7e7198f5e3dea8ba25128',
  digest: '0xf34a415b39088bb24cc262fc4b8a41f0a2b859cae41b5aa03984e82156a2e563',
  // The first of the development keys that anvil and hardhat print; worth nothing on any chain.
  privateKey: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  signer: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266' as Address,
  signature:
    '0xa038b04f55d1e6b87d1e32ce2aefe1af58d6222542ed0efd248f1f10b227834245be17d656ea597856134e33c6a2d84d4462f5c551b55dab8e0fcd64077afd451b',
} as const
