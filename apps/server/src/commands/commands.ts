import type { Command } from './Command.js'
import { doctorCommand } from './doctor/doctorCommand.js'
import { grantCommand } from './grantCommand.js'
import { migrateCommand } from './migrateCommand.js'
import { renewEpochCommand } from './renewEpochCommand.js'
import { serveCommand } from './serveCommand.js'

/** Every command of the command line by its words. */
export const commands: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  migrate: migrateCommand,
  grant: grantCommand,
  'epoch renew': renewEpochCommand,
  doctor: doctorCommand,
}
