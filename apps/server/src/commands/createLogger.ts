import { type Logger, pino } from 'pino'
import type { Config } from '../config/parseConfig.js'
import { logRedaction } from './logRedaction.js'

/** What is kept while the log cannot be written; lines beyond it are dropped. */
const maxBufferedBytes = 1_048_576

/**
 * Creates the log: JSON lines on stdout, written in the background. When they cannot be written (a full disk, a terminal that
 * was closed) the server goes on without them.
 */
export function createLogger({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  const stdout = pino.destination({ dest: process.stdout.fd, sync: false, maxLength: maxBufferedBytes })
  let failing = false
  stdout.on('write', () => {
    failing = false
  })
  stdout.on('error', () => {
    failing = true
  })
  // [V] sonic-boom repeats a failing write for ever here, and pino calls it when the process exits, which then never ends.
  const flushSync = stdout.flushSync.bind(stdout)
  stdout.flushSync = () => {
    if (!failing) flushSync()
  }
  return pino({ level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: logRedaction }, stdout)
}
