import type { Address } from '@credits-server/onchain'
import type { Config } from '../config/parseConfig.js'
import { openRpc, type Rpc } from './openRpc.js'

/** Where the demo spends credits: a shop on a chain of its own, whose node sends for every demo user. */
export type DemoShop = { readonly address: Address; readonly rpc: Rpc }

/** Opens the shop of the demo; null where no chain came with it. */
export function openDemoShop({ rpcUrl, demoShopAddress }: Pick<Config, 'rpcUrl' | 'demoShopAddress'>): DemoShop | null {
  return rpcUrl === null || demoShopAddress === null ? null : { address: demoShopAddress, rpc: openRpc(rpcUrl) }
}
