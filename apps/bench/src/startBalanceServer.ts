import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A server in a process of its own that answers every request with one balance of 2 kB: all that is measured is the client. */
export type BalanceServer = { readonly url: string; stop(): void }

const program = `
const credit = (n) => ({ id: '00000000-0000-4000-8000-00000000000' + n, amount: 5, status: 'AVAILABLE',
  createdAt: '2026-01-01T00:00:00.000Z', expiresAt: '2027-01-01T00:00:00Z', signature: '0x' + 'ab'.repeat(65), seasonId: 1,
  availableAmount: 5, onChain: { chainId: 137, contract: '0x' + 'cd'.repeat(20), value: '5000000000000000000', spent: '0',
  expiresAt: 1798761600, salt: '0x' + 'ef'.repeat(32) } })
const body = JSON.stringify({ credits: [1, 2, 3].map(credit), totalCredits: 15, totalCreditsWei: '15000000000000000000',
  version: 3, snapshotId: '0f3a5c7e9b1d.3.0', nextExpiryAt: '2027-01-01T00:00:00Z', changes: [] })
const head = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) }
const server = require('node:http').createServer((request, response) => response.writeHead(200, head).end(body))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

/** Starts it on a free port. */
export async function startBalanceServer(): Promise<BalanceServer> {
  const child: ChildProcess = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (!child.stdout) throw new Error('its stdout is a pipe')
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: `http://127.0.0.1:${port.toString().trim()}`, stop: () => void child.kill() }
}
