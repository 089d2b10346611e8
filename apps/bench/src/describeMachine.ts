import { cpus, release, totalmem, type } from 'node:os'

/** Says on what is measured. */
export function describeMachine(): string {
  const [cpu] = cpus()
  const gib = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gib} GiB, ${type()} ${release().split('-')[0]}, Node ${process.versions.node}`
}
