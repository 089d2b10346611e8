import { CommandError } from './CommandError.js'

/** Reads the URL of a server, without the slash at its end. **Errors:** CommandError. */
export function readServerUrl(text: string): string {
  const url = text.replace(/\/+$/, '')
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url
  throw new CommandError('INVALID_URL', `${url} is not the URL of a server.`, 'Use one such as https://example.org.')
}
