import type { Config } from '../config/parseConfig.js'
import { migrateCommand } from './migrateCommand.js'
import { renewEpochCommand } from './renewEpochCommand.js'
import { serveCommand } from './serveCommand.js'

type Command = {
  readonly about: string
  run(config: Config): Promise<void>
}

/** Every command of the command line by its words. */
export const commands: Readonly<Record<string, Command>> = {
  serve: { about: 'Bring the schema up to date and serve the API until SIGTERM.', run: serveCommand },
  migrate: { about: 'Bring the schema up to date and end.', run: migrateCommand },
  'epoch renew': { about: 'Void every snapshot id after a restore or failover.', run: renewEpochCommand },
}
