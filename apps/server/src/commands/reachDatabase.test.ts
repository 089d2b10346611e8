import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { databaseUrl } from '../../test/startTestCluster.js'
import { CommandError } from './CommandError.js'
import { reachDatabase } from './reachDatabase.js'

describe('reachDatabase', () => {
  const hangUp = createServer((socket) => socket.destroy())
  let port: number

  beforeAll(async () => {
    await new Promise<void>((resolve) => hangUp.listen(0, '127.0.0.1', resolve))
    port = (hangUp.address() as { port: number }).port
  })
  afterAll(() => void hangUp.close())

  test('default: a database that answers is good', async () => {
    await expect(reachDatabase(inject('clusterUrl'))).resolves.toBeUndefined()
  })

  test('error: a database that is not there, by its name', async () => {
    await expect(reachDatabase(databaseUrl(inject('clusterUrl'), 'nowhere'))).rejects.toThrow(
      /^The database nowhere on \/.* cannot be reached: database "nowhere" does not exist\. Start it, or correct/,
    )
  })

  test('error: a listener that is no Postgres', async () => {
    const reaching = reachDatabase(`postgres://me:hunter2@127.0.0.1:${port}/credits`)
    await expect(reaching).rejects.toThrow(CommandError)
    await expect(reaching).rejects.toThrow(
      /^The database credits on 127\.0\.0\.1:\d+ cannot be reached: Connection term/,
    )
  })

  test('error: a name with several addresses says what each answered', async () => {
    await expect(reachDatabase('postgres://me:hunter2@localhost:1/credits')).rejects.toThrow(
      /^The database credits on localhost:1 cannot be reached: .*ECONNREFUSED 127\.0\.0\.1:1/,
    )
  })
})
