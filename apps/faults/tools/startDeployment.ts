import { type Balancer, startBalancer } from './startBalancer.js'
import { type FaultProxy, startFaultProxy } from './startFaultProxy.js'
import { type Instance, startInstance } from './startInstance.js'
import { type Postgres, startPostgres } from './startPostgres.js'
import { type SignatureWatch, watchSignatures } from './watchSignatures.js'

/** Two instances behind a balancer, one Postgres, and a fault proxy on each instance's way to it. */
export type Deployment = {
  readonly postgres: Postgres
  readonly instances: readonly Instance[]
  /** `links[i]` is the way of `instances[i]` to the database. */
  readonly links: readonly FaultProxy[]
  /** The way of clients to the instances. */
  readonly balancer: Balancer
  /** `doors[i]` leads to `instances[i]` alone. */
  readonly doors: readonly Balancer[]
  /** Sees what leaves an instance through the balancer and the doors. */
  readonly signatures: SignatureWatch
  readonly rootApiKey: string
  /** Stops the instances, and reads what they wrote for signatures. The database stays for the audit. */
  stopInstances(): Promise<void>
  /** Stops and removes everything. */
  remove(): Promise<void>
}

type Options = {
  /** 2 unless given. */
  readonly instances?: number
  /** Variables of the instances, besides the ones of every deployment. */
  readonly env?: Readonly<Record<string, string>>
}

const rootApiKey = 'root-key-of-the-fault-programme-0123456789'

/** Starts a deployment with a season that does not run yet: grants that name it also take from its budget. */
export async function startDeployment({ instances: count = 2, env = {} }: Options = {}): Promise<Deployment> {
  const undo: (() => Promise<void>)[] = []
  const remove = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const postgres = await startPostgres()
    undo.push(postgres.remove)
    const links: FaultProxy[] = []
    const instances: Instance[] = []
    for (let index = 0; index < count; index++) {
      const link = await startFaultProxy({ path: postgres.socketPath })
      undo.push(link.close)
      const instance = await startInstance({ databaseUrl: databaseUrl(link), rootApiKey, env })
      undo.push(instance.kill)
      links.push(link)
      instances.push(instance)
    }
    await postgres.query(comingSeason)

    const signatures = watchSignatures()
    const open = async (ports: number[]) => {
      const balancer = await startBalancer(ports, { watch: signatures.watch })
      undo.push(balancer.close)
      return balancer
    }
    const ports = instances.map(({ port }) => port)
    const balancer = await open(ports)
    const doors = await Promise.all(ports.map((port) => open([port])))
    const stopInstances = async () => {
      await Promise.all(instances.map((instance) => instance.stop()))
      for (const instance of instances) signatures.read(instance.output())
    }
    return { postgres, instances, links, balancer, doors, signatures, rootApiKey, stopInstances, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

const comingSeason = `
  insert into seasons (id, name, starts_at, ends_at, grace_days, budget_wei)
  values (1, 'Faults', date_trunc('second', now()) + interval '1 day', date_trunc('second', now()) + interval '30 days', 7, 1e30)`

function databaseUrl({ port }: FaultProxy): string {
  return `postgres://credits@127.0.0.1:${port}/credits?sslmode=disable`
}
