import { readFollowing } from '../../chain/readFollowing.js'
import type { Command } from '../Command.js'
import { withLedger } from './openChain.js'

/** Tells how far the chain is followed. */
export const chainStatusCommand: Command = {
  about: 'Tell how far the chain is followed, what was quarantined, and whether it has stopped.',
  async run({ readConfig, report }) {
    await withLedger(readConfig(), report.say, async ({ knex, chainId }) => {
      const following = await readFollowing(knex, chainId)
      const { headNumber, finalized, followedAt, haltedBecause, contracts, events, quarantined } = following
      const lines = [
        followedAt === null
          ? `Chain ${chainId} has never been followed.`
          : `Chain ${chainId}: block ${headNumber}, final up to ${finalized}, ${followedAt.toISOString()}`,
        ...contracts.map(({ contract, indexedTo }) => `${contract}: in up to block ${indexedTo}`),
        `${events} events are in.`,
        ...quarantined.map(({ reason, count }) => `${count} quarantined: ${reason}`),
        ...(haltedBecause === null ? [] : [`STOPPED: ${haltedBecause}. See credits-server chain rewind --help.`]),
      ]
      report.result({ chainId, ...following }, lines.join('\n'))
    })
  },
}
