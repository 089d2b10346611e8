/** What a side does once. */
export type Work = () => Promise<unknown>

/** CPU of this process, user and system, in microseconds of one piece of work; ours and the peer's. */
export type CpuComparison = {
  readonly oursUs: number
  readonly peerUs: number
  /** Ours to the peer's, least to least: noise only adds. */
  readonly ratio: number
  readonly spread: readonly [number, number]
}

const warmUp = 2_000
const rounds = 9
const perRound = 3_000
const concurrency = 16

/** Measures both in turn in this one process: A B A B …, after a warm-up. */
export async function compareCpu(ours: Work, peer: Work): Promise<CpuComparison> {
  await run(ours, warmUp)
  await run(peer, warmUp)
  const oursUs: number[] = []
  const peerUs: number[] = []
  for (let round = 0; round < rounds; round++) {
    oursUs.push(await run(ours, perRound))
    peerUs.push(await run(peer, perRound))
  }
  const ratios = oursUs.map((us, round) => us / (peerUs[round] ?? Number.NaN))
  const [least, leastPeer] = [Math.min(...oursUs), Math.min(...peerUs)]
  return {
    oursUs: least,
    peerUs: leastPeer,
    ratio: least / leastPeer,
    spread: [Math.min(...ratios), Math.max(...ratios)],
  }
}

async function run(work: Work, times: number): Promise<number> {
  const before = process.cpuUsage()
  let left = times
  const one = async () => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: concurrency }, one))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}
