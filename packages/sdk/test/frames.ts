import type { Balance, HeartbeatEvent } from '@credits-server/contract'

/** A heartbeat as a server writes it; each one has compared with the database at another moment. */
export function heartbeat(heartbeat: Partial<HeartbeatEvent> = {}, retryMs?: number): string {
  const data = { intervalMs: 15_000, snapshotId: null, checkedAt: nextMoment(), ...heartbeat }
  return event('heartbeat', data, retryMs)
}

/** A balance of a total, as a server writes it. */
export function balance(snapshotId: string, total = 0, more: Readonly<Record<string, unknown>> = {}): string {
  const version = Number(snapshotId.split('.')[1])
  const data: Balance = {
    credits: [],
    totalCredits: total,
    totalCreditsWei: `${total}${'0'.repeat(18)}`,
    version,
    snapshotId,
  }
  return `id: ${snapshotId}\ndata: ${JSON.stringify({ ...data, ...more })}\n\n`
}

/** Any other event. */
export function event(name: string, data: unknown, retryMs?: number): string {
  const retry = retryMs === undefined ? '' : `retry: ${retryMs}\n`
  return `${retry}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

let moments = 0
const nextMoment = () => new Date(Date.UTC(2026, 0, 1) + ++moments).toISOString()
