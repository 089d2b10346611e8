/** Where `NATS_URL` says that NATS is: servers of one cluster, which all know the same user. */
export type NatsPlace = {
  /** `host:port` of each. */
  readonly servers: readonly string[]
  /** Whether nothing may be said to them without TLS; with one that asks for TLS it is spoken all the same. */
  readonly isTls: boolean
  /** Empty for servers that ask for none. */
  readonly credentials: { readonly user?: string; readonly pass?: string; readonly token?: string }
}

const defaultPort = 4_222

/** Parses URLs with commas between them; null when one is none, or when they do not all name one scheme and one user. */
export function parseNatsPlace(text: string): NatsPlace | null {
  const places = text.split(',').map((entry) => parseServer(entry.trim()))
  const [first = null] = places
  const cluster = places.filter((place) => place !== null && first !== null && isAlike(place, first)) as NatsPlace[]
  if (first === null || cluster.length < places.length) return null
  return { ...first, servers: cluster.flatMap(({ servers }) => servers) }
}

/**
 * Parses `nats://` or `tls://` with a host, a port and either user and password or a token. What comes after that is refused:
 * whoever leaves a `/` or `#` of a password as it is has written another URL than was meant.
 */
function parseServer(text: string): NatsPlace | null {
  const url = /^(nats|tls):\/\//.test(text) && URL.canParse(text) ? new URL(text) : null
  if (url === null || url.hostname === '' || !/^\/?$/.test(url.pathname) || /[?#]/.test(text)) return null
  const { protocol, hostname, port, username, password } = url
  const credentials = parseCredentials(username, password)
  return credentials && { servers: [`${hostname}:${port || defaultPort}`], isTls: protocol === 'tls:', credentials }
}

function parseCredentials(username: string, password: string): NatsPlace['credentials'] | null {
  try {
    const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)]
    if (user === '') return pass === '' ? {} : null
    return pass === '' ? { token: user } : { user, pass }
  } catch {
    return null
  }
}

function isAlike(one: NatsPlace, other: NatsPlace): boolean {
  const said = ({ isTls, credentials }: NatsPlace) => JSON.stringify([isTls, credentials])
  return said(one) === said(other)
}
