import { randomBytes, randomUUID } from 'node:crypto'
import { createLocalSigner } from '@credits-server/server/dist/voucher/createLocalSigner.js'
import { compareRounds } from './compareRounds.js'
import type { Figure } from './Figure.js'
import { openConnection } from './openConnection.js'
import { seasonId } from './startGrantServer.js'
import type { Server } from './startServer.js'

const items = 10_000
const rounds = 5

/** P8: batches of 10,000 to users nobody has met, from the request to the answer's last byte, beside native signing alone. */
export async function measureBatches(server: Server): Promise<Figure> {
  const connection = await openConnection(server)
  const signer = createLocalSigner(server.signerPrivateKey)
  const ours = async () => {
    const body = JSON.stringify({ mode: 'all', items: Array.from({ length: items }, newItem) })
    const status = { code: 0 }
    const seconds = await timed(async () => {
      status.code = await connection.post('/credits/batch', randomUUID(), body)
    })
    if (status.code !== 200) throw new Error(`a batch was answered ${status.code}`)
    return items / seconds
  }
  const peer = async () => {
    const hashes = Array.from({ length: items }, () => `0x${randomBytes(32).toString('hex')}` as const)
    return (
      items /
      (await timed(async () => {
        for (const hash of hashes) await signer.sign(hash)
      }))
    )
  }
  const { ours: oursPerSecond, peer: peerPerSecond, ratio, spread } = await compareRounds(ours, peer, { rounds })
  connection.close()
  return {
    id: 'P8',
    what: 'batches of 10,000: signed, committed, in the ledger; peer: native signing alone',
    ours: `${oursPerSecond.toFixed(0)} credits/s`,
    peer: `${peerPerSecond.toFixed(0)} /s`,
    value: ratio,
    spread,
    goal: 0.7,
    bound: 'at least',
  }
}

const newItem = () => ({
  address: `0x${randomBytes(20).toString('hex')}`,
  type: 'on-demand',
  amount: '12.5',
  reason: 'A prize of the season',
  seasonId,
})

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}
