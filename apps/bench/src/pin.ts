import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

const cores = { first: '0', second: '1', any: '0,1' }

/** Asked once: a process that is pinned counts one. */
const isForTwo = availableParallelism() === 2

/**
 * Pins a process, all its threads, to one of two cores, so that what is measured and what measures it do not take each other's.
 * Does nothing with one core, or with more than two, where there is room, and where there is no `taskset`.
 */
export function pin(pid: number, core: keyof typeof cores): void {
  if (!isForTwo) return
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores[core], String(pid)], { stdio: 'ignore' })
}
