import { createHash } from 'node:crypto'

/** Sees every balance that any client of a run gets, and whether one of them was what no client may get. */
export type Witness = {
  /** Takes a balance as one client got it; `before` is the id of the one that client got before it. */
  see(address: string, before: string | null, id: string, data: string): void
  readonly balances: number
  /** Each fall or repetition of (version, mark) within an epoch, and each id that stood for two different balances. */
  readonly faults: readonly string[]
}

/** Creates a witness, for any number of clients of any number of instances. */
export function createWitness(): Witness {
  const bytesOf = new Map<string, string>()
  const faults: string[] = []
  let balances = 0
  return {
    see(address, before, id, data) {
      balances += 1
      if (before !== null && !hasRisen(before, id)) faults.push(`${address} had ${before} and got ${id}`)
      const name = `${address} ${id}`
      const bytes = createHash('sha1').update(data).digest('base64')
      const known = bytesOf.get(name)
      if (known === undefined) bytesOf.set(name, bytes)
      else if (known !== bytes) faults.push(`${address} got two different balances named ${id}`)
    },
    get balances() {
      return balances
    },
    faults,
  }
}

function hasRisen(before: string, id: string): boolean {
  const [epoch, version, mark] = read(before)
  const [nextEpoch, nextVersion, nextMark] = read(id)
  return nextEpoch !== epoch || nextVersion > version || (nextVersion === version && nextMark > mark)
}

function read(id: string): [epoch: string, version: number, mark: number] {
  const [epoch = '', version, mark] = id.split('.')
  return [epoch, Number(version), Number(mark)]
}
