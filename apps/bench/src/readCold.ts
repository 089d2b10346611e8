import { median } from './compare.js'
import { addressOf, type Crowd } from './fillCredits.js'
import { openConnection } from './openConnection.js'
import type { Server } from './startServer.js'

/** Reads of balances that nobody has asked for before, one after the other. */
export type ColdReads = {
  /** Reads the balances of some users of a crowd, spread over all of it, and returns the median time of one in ms. */
  readSome(crowd: Crowd, reads: number): Promise<number>
}

/** Creates the reads of one server. Each round has a connection of its own: none is kept that says nothing for seconds. */
export function createColdReads(server: Server): ColdReads {
  const asked = new Map<string, number>()
  return {
    async readSome(crowd, reads) {
      const connection = await openConnection(server)
      const times: number[] = []
      for (let read = 0; read < reads; read++) {
        const turn = asked.get(crowd.kind) ?? 0
        if (turn === crowd.users) throw new Error('all of them have been asked for')
        asked.set(crowd.kind, turn + 1)
        const start = performance.now()
        // 7919 is a prime that divides no crowd, so each user has a turn, and no two neighbours in a row.
        const status = await connection.get(`/users/${addressOf(crowd, (turn * 7919) % crowd.users)}/credits`)
        times.push(performance.now() - start)
        if (status !== 200) throw new Error(`a balance was answered ${status}`)
      }
      connection.close()
      return median(times)
    },
  }
}
