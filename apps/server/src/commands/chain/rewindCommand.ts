import { rewindChain } from '../../chain/rewindChain.js'
import type { Command } from '../Command.js'
import { CommandError } from '../CommandError.js'
import { withLedger } from './openChain.js'

/** Undoes what blocks have told, so that they come in again. */
export const chainRewindCommand: Command = {
  about: 'Undo what blocks behind this one have told, and follow the chain from there again; ends a stop.',
  operands: ['block'],
  async run({ readConfig, report, operands: [text = ''] }) {
    if (!/^(0|[1-9][0-9]{0,14})$/.test(text)) {
      throw new CommandError(
        'INVALID_BLOCK',
        `${text} is not the number of a block.`,
        'Use a whole number of 0 or more.',
      )
    }
    const block = Number(text)
    await withLedger(readConfig(), report.say, async ({ knex, chainId }) => {
      const onStep = (number: number) => report.progress(`Back at block ${number}`)
      const undone = await rewindChain(knex, { chainId, block, onStep })
      if (undone === null) {
        const remedy = 'Correct CHAIN_ID, or start a server with RPC_URL first.'
        throw new CommandError('NOT_FOLLOWED', `Chain ${chainId} has never been followed.`, remedy)
      }
      const next = 'The server that leads takes it from there; balances follow as the events come in.'
      report.result({ chainId, block, undone }, `Undid ${undone} events behind block ${block}. ${next}`)
    })
  },
}
