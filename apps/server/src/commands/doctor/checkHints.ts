import { type Address, parseAddress } from '@credits-server/onchain'
import type { Config } from '../../config/parseConfig.js'
import type { NatsPlace } from '../../config/parseNatsPlace.js'
import { natsSubject } from '../../hints/natsSubject.js'
import { type Finding, ok, problem, warning } from './Finding.js'

const check = 'hints'

/** Checks that each server of NATS_URL, where there is one, can be reached and passes hints on. */
export async function checkHints({ natsPlace }: Pick<Config, 'natsPlace'>): Promise<Finding[]> {
  if (natsPlace === null) return []
  return Promise.all(natsPlace.servers.map((server) => checkServer(server, natsPlace)))
}

async function checkServer(server: string, place: NatsPlace): Promise<Finding> {
  const name = `NATS at ${server}`
  const { AuthorizationError, PermissionViolationError } = await import('../../hints/connectNats.js')
  try {
    await hearAndSay({ ...place, servers: [server] })
    return ok(check, `${name} passes them on`)
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    if (error instanceof AuthorizationError || error instanceof PermissionViolationError) {
      const remedy = 'Correct NATS_URL, or let this user publish and subscribe to credits.hint.*.'
      return problem(check, `${name} refuses: ${message}`, remedy)
    }
    const remedy = 'See that it runs and can be reached from here; what other instances change is seen later meanwhile.'
    return warning(check, `${name} cannot be reached: ${message || code || 'no connection'}`, remedy)
  }
}

/** A hint that nobody minds, of an address that nobody owns. */
const nobody = natsSubject(parseAddress(`0x${'0'.repeat(40)}`) as Address)

async function hearAndSay(place: NatsPlace): Promise<void> {
  const { connectNats } = await import('../../hints/connectNats.js')
  const connection = await connectNats(place, { reconnect: false, ignoreClusterUpdates: true })
  const refusals: Error[] = []
  const listening = (async () => {
    for await (const status of connection.status()) if (status.type === 'error') refusals.push(status.error)
  })()
  connection.subscribe(nobody, { callback() {} })
  connection.publish(nobody, '0')
  await connection.flush()
  await connection.close()
  await listening
  if (refusals[0]) throw refusals[0]
}
