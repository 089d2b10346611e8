// A server process for tests to kill: starts the database, commits a row, says so on stdout, and waits.
// SIGTERM stops the database; then the process must end by itself. Run from the folder that compileEmbedded wrote.
import { Client } from 'pg'
import { startEmbeddedPostgres } from './startEmbeddedPostgres.js'

const [dataDir, durability] = process.argv.slice(2)
try {
  const postgres = await startEmbeddedPostgres({ dataDir, durability })
  const client = new Client(postgres.connectionString)
  await client.connect()
  await client.query('create table if not exists grants (id int generated always as identity, by_pid int)')
  const { rows } = await client.query('insert into grants (by_pid) values ($1) returning id', [process.pid])
  await client.end()
  const { pid, adopted, socketDir } = postgres
  const waiting = setInterval(() => {}, 60_000)
  process.once('SIGTERM', async () => {
    await postgres.stop()
    clearInterval(waiting)
  })
  console.log(JSON.stringify({ pid, adopted, socketDir, id: rows[0].id }))
} catch (error) {
  console.log(JSON.stringify({ code: error.code ?? 'UNEXPECTED', message: error.message }))
}
