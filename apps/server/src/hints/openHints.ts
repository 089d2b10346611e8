import type { Logger } from 'pino'
import type { Config } from '../config/parseConfig.js'
import { createNatsHints } from './createNatsHints.js'
import { createPostgresHints } from './createPostgresHints.js'
import type { SharedHints } from './Hints.js'

type Options = {
  readonly connectionString: string
  readonly logger: Logger
  readonly draining: AbortSignal
}

/** Opens the hints that the configuration asks for: over NATS where there is one, else over the database. */
export function openHints({ natsPlace }: Pick<Config, 'natsPlace'>, options: Options): SharedHints {
  return natsPlace ? createNatsHints({ ...options, place: natsPlace }) : createPostgresHints(options)
}
