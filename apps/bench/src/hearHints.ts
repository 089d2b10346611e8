import pg from 'pg'

/** A bare client that listens to what instances tell each other of changes. */
export type HintListener = { close(): Promise<void> }

/** Calls back at each hint with the address it is of, and the moment, of performance.now(), at which it was heard. */
export async function hearHints(
  connectionString: string,
  onHint: (address: string, heardMs: number) => void,
): Promise<HintListener> {
  const client = new pg.Client({ connectionString })
  client.on('notification', ({ payload = '' }) => {
    const heardMs = performance.now()
    for (const line of payload.split('\n')) onHint(line.slice(0, line.indexOf(':')), heardMs)
  })
  await client.connect()
  await client.query('listen credits_hints')
  return { close: () => client.end() }
}
