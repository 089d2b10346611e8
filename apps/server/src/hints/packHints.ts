import type { Hint } from './Hints.js'

/** [V] Postgres takes 7,999 bytes in one notification and refuses 8,000. */
const maxBytes = 7_900

/** Packs hints into messages of one line each, `address:version`, as few as the size of a notification allows. */
export function packHints(hints: readonly Hint[]): string[] {
  const messages: string[] = []
  let message = ''
  for (const { address, version } of hints) {
    const line = `${address}:${version}`
    if (message.length + 1 + line.length > maxBytes) {
      messages.push(message)
      message = ''
    }
    message = message === '' ? line : `${message}\n${line}`
  }
  return message === '' ? messages : [...messages, message]
}
