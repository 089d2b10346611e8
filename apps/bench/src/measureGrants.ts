import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { compareRounds } from './compareRounds.js'
import type { Figure } from './Figure.js'
import { type Connection, openConnection } from './openConnection.js'
import { seasonId } from './startGrantServer.js'
import type { Server } from './startServer.js'

const clients = 64
const writers = 8
const rounds = 5
const roundMs = 2_000

/**
 * P9: single grants by 64 clients, each a request and a transaction of its own, idempotent, signed, in the ledger and hinted,
 * beside 8 bare connections of pg that insert the credit's row and nothing else: the values made beforehand, the statement
 * prepared, the users there.
 */
export async function measureGrants(server: Server): Promise<Figure[]> {
  const connections = await Promise.all(Array.from({ length: clients }, () => openConnection(server)))
  const peers = await Promise.all(Array.from({ length: writers }, () => openWriter(server)))
  const figures: Figure[] = []
  for (const [id, what, fields] of variants) {
    const body = JSON.stringify({ type: 'on-demand', amount: '12.5', reason: 'A prize', ...fields })
    const ours = () => during(connections, (connection) => grantOnce(connection, body))
    const peer = () => during(peers, insertOnce)
    const {
      ours: oursPerSecond,
      peer: peerPerSecond,
      ratio,
      spread,
    } = await compareRounds(ours, peer, { rounds, warmUps: 3 })
    figures.push({
      id,
      what: `${what} of ${clients} HTTP clients; peer: ${writers} bare pg writers of the row`,
      ours: `${oursPerSecond.toFixed(0)} /s`,
      peer: `${peerPerSecond.toFixed(0)} /s`,
      value: ratio,
      spread,
      goal: 0.5,
      bound: 'at least',
    })
  }
  for (const connection of connections) connection.close()
  await Promise.all(peers.map(({ client }) => client.end()))
  return figures
}

/** A season's budget is one row, which each commit holds until it is on disk: there is no grouping of commits then. */
const variants = [
  ['P9', 'grants', { expiresAt: '2090-01-08T00:00:00Z' }],
  ['P9 season', 'grants from one budget', { seasonId }],
] as const

/** Keeps everyone busy for a while, and returns how much was done a second. */
async function during<One>(all: readonly One[], once: (one: One) => Promise<void>): Promise<number> {
  const start = performance.now()
  let done = 0
  const work = async (one: One) => {
    while (performance.now() - start < roundMs) {
      await once(one)
      done += 1
    }
  }
  await Promise.all(all.map(work))
  return (done * 1_000) / (performance.now() - start)
}

/** Asks again with the same key, as the SDK does, while the server says that it is not the time. */
async function grantOnce(connection: Connection, body: string): Promise<void> {
  const path = `/users/0x${randomBytes(20).toString('hex')}/credits`
  const key = randomUUID()
  for (;;) {
    const status = await connection.post(path, key, body)
    if (status === 201) return
    if (status !== 503) throw new Error(`a grant was answered ${status}`)
  }
}

type Writer = { readonly client: pg.Client; readonly address: string }

async function openWriter({ connectionString }: Server): Promise<Writer> {
  const client = new pg.Client({ connectionString })
  // The database ends while a measurement that failed is still being told of.
  client.on('error', () => {})
  await client.connect()
  const address = `0x${randomBytes(20).toString('hex')}`
  await client.query('insert into users (address) values ($1)', [address])
  return { client, address }
}

const insert = {
  name: 'insert-row',
  text: `insert into credits (id, address, issuer, reference, season_id, reason, value_wei, created_at, claimed_at, claim_by,
      expires_at, chain_id, contract, salt, hash, signer, signature)
    values ($1, $2, 'bench', $1::uuid::text, ${seasonId}, 'A prize of the season', 12500000000000000000,
      '2026-03-16Z', '2026-03-16Z', '2090-01-01Z', '2090-01-08Z', 80002, $2, $3, $4, $2, $5)`,
}

async function insertOnce({ client, address }: Writer): Promise<void> {
  const [salt, hash, signature] = [32, 32, 65].map((bytes) => `0x${randomBytes(bytes).toString('hex')}`)
  await client.query({ ...insert, values: [randomUUID(), address, salt, hash, signature] })
}
