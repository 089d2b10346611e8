import process from 'node:process'
import * as admin from '../../dist/admin.js'
import * as index from '../../dist/index.js'
import * as onchain from '../../dist/onchain.js'
import { runSuite } from './suite.mjs'

const told = await runSuite({ ...index, admin, onchain }, JSON.parse(process.env.STAGE))
console.log(JSON.stringify(told))
// Nothing ends this program but that it has nothing left to do, unless something failed and left it undone.
if (told.some(({ error }) => error)) process.exit()
