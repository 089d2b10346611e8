import * as index from '../../dist/index.js'
import * as onchain from '../../dist/onchain.js'

export { runSuite } from './suite.mjs'
export const sdk = { ...index, onchain }
