export * from '@credits-server/onchain'
export { type WaitForSpendOptions, waitForSpend } from '../spend/waitForSpend.js'
