import type { Address } from '@credits-server/onchain'

/**
 * The demo's users and what is special about each. Their addresses are the accounts of every local EVM node, whose keys
 * everybody knows, so that a demo chain can spend for them.
 */
export const demoUsers = {
  fresh: {
    address: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8' as Address,
    story: 'Fresh credits: every weekly goal of the season so far, nothing spent',
  },
  partlyUsed: {
    address: '0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc' as Address,
    story: 'Partly used: some credits whole, some spent in part, some gone',
  },
  allUsed: {
    address: '0x90f79bf6eb2c4f870365e785982e1f101e93b906' as Address,
    story: 'All used: a total of 0, and a history that says why',
  },
  expired: {
    address: '0x15d34aaf54267db7d7c367839aaf71a00a2c6a65' as Address,
    story: 'Expired: credits of last season that were never spent',
  },
  expiring: {
    address: '0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc' as Address,
    story: 'Expiring: three credits run out 2, 5 and 10 minutes after the start of the server',
  },
  flagged: {
    address: '0x976ea74026e726554db657fa54763abd0c3a0aa9' as Address,
    story: 'Flagged for several accounts: reads are answered 401',
  },
  thousand: {
    address: '0x14dc79964da2c08b23698b3d3cc7ca32193d9955' as Address,
    story: 'A thousand credits',
  },
  exact: {
    address: '0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f' as Address,
    story: 'Exact amounts: 0.1, 0.2, 12.5 and 123456789.123456789123456789 MANA',
  },
  earning: {
    address: '0xa0ee7a142d267c1f36714e4a8f75612f20a79720' as Address,
    story: 'Earning: of this week one reward is claimed, one waits to be claimed, and one goal is half done',
  },
} as const
