import type { Chain } from '@credits-server/chain/dist/Chain.js'
import { startChain } from '@credits-server/chain/dist/startChain.js'
import {
  type Address,
  creditHash,
  creditSalt,
  creditsManagerTopics,
  decodeCreditsManagerEvent,
  type Hex,
} from '@credits-server/onchain'
import { createIndexer } from '@credits-server/server/dist/chain/createIndexer.js'
import { openRpc } from '@credits-server/server/dist/chain/openRpc.js'
import { openKnex } from '@credits-server/server/dist/db/openKnex.js'
import { renewEpoch } from '@credits-server/server/dist/db/renewEpoch.js'
import { createLocalSigner } from '@credits-server/server/dist/voucher/createLocalSigner.js'
import { pino } from 'pino'
import { compareRounds } from './compareRounds.js'
import type { Figure } from './Figure.js'
import { inDatabase, type Postgres, startPostgres } from './startPostgres.js'

const users = 1_000
const creditsEach = 100
const events = users * creditsEach

/** 500 uses in a block. */
const usersOfABlock = 5

/** What each credit is worth. **Units:** wei. */
const value = 1_000n

/** Indexing: 100,000 uses of credits, read and applied to the ledger, beside a loop that reads them and inserts a row for each. */
export async function measureIndexing(): Promise<Figure> {
  const key: Hex = `0x${'51'.repeat(32)}`
  const signer = createLocalSigner(key)
  const chain = await startChain({ signers: [signer.address], noMining: true, slotsInAnEpoch: 1 })
  const postgres = await startPostgres()
  try {
    console.info(`  granting ${events} credits and using them all …`)
    const template = await postgres.createDatabase('template_of_indexing')
    await grantAndUse(chain, template, signer)
    let made = 0
    const createCopy = async () => {
      made += 1
      return copyDatabase(postgres, template, `indexing_${made}`)
    }
    const head = Number(await chain.rpc('eth_blockNumber', []))
    const compared = await compareRounds(
      async () => events / (await indexOurs(chain, await createCopy(), head)),
      async () => events / (await indexPlainly(chain, await createCopy(), head)),
      { rounds: 5 },
    )
    return {
      id: 'indexing',
      what: `${events} uses read from the chain and applied to the ledger; peer: eth_getLogs and an insert`,
      ours: `${compared.ours.toFixed(0)} events/s`,
      peer: `${compared.peer.toFixed(0)} /s`,
      value: compared.ratio,
      spread: compared.spread,
      goal: 0.7,
      bound: 'at least',
    }
  } finally {
    await postgres.stop()
    await chain.stop()
  }
}

async function grantAndUse(
  chain: Chain,
  connectionString: string,
  signer: ReturnType<typeof createLocalSigner>,
): Promise<void> {
  const { chainId, creditsManager: contract } = chain
  const expiresAtSeconds = 4_102_444_800
  for (let user = 0; user < users; user += 1) {
    const address = `0x${(0x10_0000 + user).toString(16).padStart(40, '0')}` as Address
    const credits = await Promise.all(
      Array.from({ length: creditsEach }, async (_, nth) => {
        const id = `00000000-0000-4000-8000-${(user * creditsEach + nth).toString(16).padStart(12, '0')}`
        const salt = creditSalt(id)
        const hash = creditHash({ user: address, chainId, contract, valueWei: value, expiresAtSeconds, salt })
        return { id, salt, hash, signature: await signer.sign(hash) }
      }),
    )
    await inDatabase(connectionString, (client) =>
      client.query(insertUser, [
        address,
        credits.map(({ id }) => id),
        credits.map(({ salt }) => salt),
        credits.map(({ hash }) => hash),
        credits.map(({ signature }) => signature),
        [chainId, contract, signer.address, String(value), expiresAtSeconds],
      ]),
    )
    // All but a little of the last one, in one transaction and one block.
    const priceWei = value * BigInt(creditsEach) - 1n
    await chain.useCredits(address, {
      credits: credits.map(({ salt }) => ({ value, expiresAt: BigInt(expiresAtSeconds), salt })),
      creditsSignatures: credits.map(({ signature }) => signature),
      externalCall: chain.buy(priceWei),
      customExternalCallSignature: '0x',
      maxUncreditedValue: 0n,
      maxCreditedValue: priceWei,
    })
    if (user % usersOfABlock === usersOfABlock - 1) await chain.mine()
  }
  // So far behind the head that nothing of it can be taken back. A block takes anvil the longer the more it holds.
  for (let mined = 0; mined < 300; mined += 5) await chain.mine(5)
}

const insertUser = `
  with made as (
    insert into users (address, version, known_at, last_at) values ($1, cardinality($2::uuid[]), '2026-03-16Z', '2026-03-16Z')
  ), granted as (
    insert into credits (id, address, issuer, reference, reason, value_wei, created_at, claimed_at, expires_at, chain_id, contract,
      salt, hash, signer, signature)
    select id, $1, 'bench', id::text, 'A prize', ($6::text[])[4]::numeric, '2026-03-16Z', '2026-03-16Z',
      to_timestamp(($6::text[])[5]::bigint), ($6::text[])[1]::bigint, ($6::text[])[2], salt, hash, ($6::text[])[3], signature
    from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) credit (id, salt, hash, signature)
  )
  insert into entries (address, version, kind, credit_id, amount_wei, cause, actor, at)
  select $1, row_number() over (), 'granted', id, ($6::text[])[4]::numeric, 'operator', 'bench', '2026-03-16Z' from unnest($2::uuid[]) id`

async function copyDatabase({ connectionString }: Postgres, template: string, name: string): Promise<string> {
  const from = new URL(template).pathname.slice(1)
  await inDatabase(connectionString, (client) => client.query(`create database ${name} template ${from}`))
  const url = new URL(template)
  url.pathname = `/${name}`
  await renewEpoch(url.href)
  return url.href
}

async function indexOurs(chain: Chain, connectionString: string, head: number): Promise<number> {
  const knex = openKnex(connectionString)
  const start = performance.now()
  const indexer = createIndexer({
    connectionString,
    knex,
    hints: { publish() {} },
    logger: pino({ level: 'warn' }),
    rpcUrl: chain.rpcUrl,
    chainId: chain.chainId,
    creditsManagerAddress: chain.creditsManager,
    chainStartBlock: 0,
    chainPollMs: 50,
  })
  // Up to the last use; what is behind it is empty.
  while (indexer.progress.indexedTo < head - 300) await new Promise((resolve) => setTimeout(resolve, 5))
  const seconds = (performance.now() - start) / 1_000
  if (indexer.progress.appliedEvents !== events)
    throw new Error(`${indexer.progress.appliedEvents} events were applied`)
  await indexer.close()
  await knex.destroy()
  return seconds
}

/** What one would write first: ask for a range, insert a row for each log, ask for the next. */
async function indexPlainly(chain: Chain, connectionString: string, head: number): Promise<number> {
  const rpc = openRpc(chain.rpcUrl)
  return inDatabase(connectionString, async (client) => {
    await client.query(`create table plain_events (
      block_hash text, log_index integer, block_number bigint, transaction_hash text, address text, credit_hash text,
      amount_wei numeric, primary key (block_hash, log_index))`)
    const start = performance.now()
    for (let from = 0; from <= head - 300; from += plainBlocks) {
      const range = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${(from + plainBlocks - 1).toString(16)}` }
      const filter = { address: chain.creditsManager, topics: [creditsManagerTopics.CreditUsed], ...range }
      const logs = (await rpc('eth_getLogs', [filter])) as Log[]
      const told = logs.map((log) => {
        const event = decodeCreditsManagerEvent(log)
        if (event?.kind !== 'CreditUsed') throw new Error('a log of another kind')
        return event
      })
      await client.query({
        name: 'insert',
        text: `insert into plain_events select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[], $5::text[],
          $6::text[], $7::numeric[])`,
        values: [
          logs.map(({ blockHash }) => blockHash),
          logs.map(({ logIndex }) => Number(logIndex)),
          logs.map(({ blockNumber }) => Number(blockNumber)),
          logs.map(({ transactionHash }) => transactionHash),
          told.map(({ user }) => user),
          told.map((event) => event.creditHash),
          told.map(({ amountWei }) => String(amountWei)),
        ],
      })
    }
    const seconds = (performance.now() - start) / 1_000
    const { rows } = await client.query<{ count: string }>('select count(*) from plain_events')
    if (Number(rows[0]?.count) !== events) throw new Error(`${rows[0]?.count} events were inserted`)
    return seconds
  })
}

/** 5,000 logs in an answer, as ours comes to ask for. */
const plainBlocks = 10

type Log = {
  readonly blockHash: string
  readonly logIndex: string
  readonly blockNumber: string
  readonly transactionHash: string
  readonly topics: readonly string[]
  readonly data: string
}
