import type { IncomingMessage } from 'node:http'
import type { Context } from 'koa'
import { CreditsError } from '../errors/CreditsError.js'
import { parseStrictJson } from './parseStrictJson.js'

/**
 * Reads a JSON body: identity encoding, UTF-8, at most `maxBytes`. A form or compressed body is refused before it is read.
 *
 * **Errors:** UNSUPPORTED_ENCODING, UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, INVALID_TEXT (bytes that are not UTF-8), INVALID_JSON,
 * DUPLICATE_KEY.
 */
export async function readBody({ req }: Context, maxBytes: number): Promise<unknown> {
  const encoding = req.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw refuse('UNSUPPORTED_ENCODING', { headers: { 'Accept-Encoding': 'identity' } })
  }
  // Node keeps the first of two Content-Type lines; which one was meant is not guessed.
  const types = req.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type')
  if (types.length > 1) throw refuse('UNSUPPORTED_MEDIA_TYPE')
  // [spec] RFC 9110 8.3.1: type, subtype and parameter names are case-insensitive; a value may be quoted.
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(req.headers['content-type'] ?? '')) {
    throw refuse('UNSUPPORTED_MEDIA_TYPE')
  }
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  return parseStrictJson(decode(await readBytes(req, maxBytes)))
}

/** What is left of the body stays unread, so the connection cannot be used again. */
function refuse(
  code: 'UNSUPPORTED_ENCODING' | 'UNSUPPORTED_MEDIA_TYPE' | 'BODY_TOO_LARGE',
  { headers = {}, ...rest }: ConstructorParameters<typeof CreditsError>[1] = {},
): CreditsError {
  return new CreditsError(code, { ...rest, headers: { Connection: 'close', ...headers } })
}

const tooLarge = (limit: number) => refuse('BODY_TOO_LARGE', { details: { limit } })

async function readBytes(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  // Not `for await`: leaving it would destroy the socket that the refusal has to go through.
  return new Promise((resolve, reject) => {
    req.on('data', (part: Buffer) => {
      length += part.length
      if (length <= maxBytes) parts.push(part)
      else {
        req.pause()
        reject(tooLarge(maxBytes))
      }
    })
    req.on('end', () => resolve(Buffer.concat(parts)))
    req.on('error', reject)
    req.on('aborted', () => reject(new CreditsError('MALFORMED_REQUEST')))
  })
}

/** A byte order mark is kept, and refused as JSON. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new CreditsError('INVALID_TEXT')
  }
}
