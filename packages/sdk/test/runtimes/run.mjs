import process from 'node:process'
import * as admin from '../../dist/admin.js'
import * as index from '../../dist/index.js'
import * as onchain from '../../dist/onchain.js'
import { runSuite } from './suite.mjs'

// Nothing ends this program but that it has nothing left to do.
console.log(JSON.stringify(await runSuite({ ...index, admin, onchain }, JSON.parse(process.env.STAGE))))
