import type { Config } from '../config/parseConfig.js'
import { CommandError } from './CommandError.js'

type Addresses = Pick<Config, 'port' | 'host' | 'opsPort' | 'opsHost'>

/** Returns what an operator can do about a port or address that cannot be listened on; any other error as it is. */
export function explainListenError(error: unknown, { port, host, opsHost }: Addresses): unknown {
  if (!(error instanceof Error)) return error
  const { code, port: refused, address, hostname } = error as ListenError
  const isApi = refused === undefined ? hostname === host : refused === port
  const [portName, hostName, given] = isApi ? ['PORT', 'HOST', host] : ['OPS_PORT', 'OPS_HOST', opsHost]
  const explain = (problem: string, remedy: string) =>
    new CommandError('CANNOT_LISTEN', problem, remedy, { cause: error })
  const set = `Set ${hostName} to 127.0.0.1, or 0.0.0.0 for all.`

  if (code === 'EADDRINUSE') {
    return explain(
      `${portName} ${refused} on ${address} is in use.`,
      `Stop what listens there, or set ${portName} to a free one.`,
    )
  }
  if (code === 'EACCES') {
    return explain(`${portName} ${refused} is not open to this user.`, `Set ${portName} to 1024 or more.`)
  }
  if (code === 'EADDRNOTAVAIL') {
    return explain(`${hostName} ${given} is no address of this machine.`, set)
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return explain(`${hostName} ${given} has no address.`, set)
  }
  return error
}

/** Node's: `port` and `address` when listening failed, `hostname` when a name was not found. */
type ListenError = NodeJS.ErrnoException & { port?: number; address?: string; hostname?: string }
