import type { Command } from './Command.js'
import { chainReconcileCommand } from './chain/reconcileCommand.js'
import { chainRewindCommand } from './chain/rewindCommand.js'
import { chainStatusCommand } from './chain/statusCommand.js'
import { doctorCommand } from './doctor/doctorCommand.js'
import { exportCreditsCommand, exportEntriesCommand } from './exports/exportCommands.js'
import { grantCommand } from './grantCommand.js'
import { createKeyCommand } from './keys/createKeyCommand.js'
import { listKeysCommand } from './keys/listKeysCommand.js'
import { revokeKeyCommand } from './keys/revokeKeyCommand.js'
import { rotateKeyCommand } from './keys/rotateKeyCommand.js'
import { migrateCommand } from './migrateCommand.js'
import { renewEpochCommand } from './renewEpochCommand.js'
import { revocationCallsCommand } from './revocationCallsCommand.js'
import { importSeasonCommand } from './seasons/importSeasonCommand.js'
import { serveCommand } from './serveCommand.js'

/** Every command of the command line by its words. */
export const commands: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  migrate: migrateCommand,
  doctor: doctorCommand,
  'keys list': listKeysCommand,
  'keys create': createKeyCommand,
  'keys rotate': rotateKeyCommand,
  'keys revoke': revokeKeyCommand,
  'seasons import': importSeasonCommand,
  grant: grantCommand,
  'revocations calls': revocationCallsCommand,
  'export credits': exportCreditsCommand,
  'export entries': exportEntriesCommand,
  'chain status': chainStatusCommand,
  'chain reconcile': chainReconcileCommand,
  'chain rewind': chainRewindCommand,
  'epoch renew': renewEpochCommand,
}
