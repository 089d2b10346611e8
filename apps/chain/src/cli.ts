import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, type Hex, signerAddress } from '@credits-server/onchain'
import { demoSignerKey } from '@credits-server/server/dist/config/demoSignerKey.js'
import type { Chain } from './Chain.js'
import { startChain } from './startChain.js'

/** A page that waits for a block waits about a second. */
const blockTimeSeconds = 2

/** What the chain decides itself, and a chain of somebody else's would contradict. */
const ours = ['RPC_URL', 'CREDITS_MANAGER_ADDRESS', 'DEMO_SHOP_ADDRESS'] as const

const foreign = ours.filter((name) => process.env[name])
if (foreign.length > 0) {
  console.error(`--chain starts a chain of its own: unset ${foreign.join(' and ')}, or leave out --chain.`)
  process.exitCode = 1
} else {
  try {
    const chainId = Number(process.env['CHAIN_ID'] || 31_337)
    await serveWith(await startChain({ chainId, blockTimeSeconds, signers: signers() }))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

/** Runs the server's own command line, whatever its words are, with the chain in its environment. */
async function serveWith(chain: Chain): Promise<void> {
  process.env['CHAIN_ID'] = String(chain.chainId)
  process.env['RPC_URL'] = chain.rpcUrl
  process.env['CREDITS_MANAGER_ADDRESS'] = chain.creditsManager
  process.env['DEMO_SHOP_ADDRESS'] = chain.shop
  // What a program needs that spends on it, such as examples/spend.
  console.log(`Chain ${chain.chainId}: ${ours.map((name) => `${name}=${process.env[name]}`).join(' ')}`)
  if (!process.env['DATA_DIR'] && !process.env['DATABASE_URL']) process.env['DATA_DIR'] = temporaryFolder()

  let stopped = false
  void chain.ended.then((why) => {
    if (stopped) return
    console.error(`The chain is gone, so the server stops. ${why}`)
    process.exitCode = 1
    process.kill(process.pid, 'SIGTERM')
  })
  try {
    await import('@credits-server/server/dist/cli.js')
  } finally {
    stopped = true
    await chain.stop()
  }
}

/** Who signs the server's credits. What is wrong with a key is for the server to say, so a bad one is nobody's here. */
function signers(): Address[] {
  try {
    return [signerAddress((process.env['SIGNER_PRIVATE_KEY'] || demoSignerKey) as Hex)]
  } catch {
    return []
  }
}

/** A ledger lives no longer than the chain that it is about. Only a kill leaves the folder behind. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'credits-chain-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
