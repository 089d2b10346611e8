/**
 * Names what is current for one user.
 *
 * **Shape:** `version` counts the user's changes. At a fixed version the balance still changes as credits expire, so
 * `mark` is the latest expiry that has passed (0 if none). Within an `epoch` ids order by (version, mark).
 * **Units:** `mark` is unix seconds.
 */
export type SnapshotId = {
  readonly epoch: string
  readonly version: number
  readonly mark: number
}

/** [spec] An event id of at most 64 bytes in [A-Za-z0-9.-] reconnects without a CORS preflight. */
const form = /^([a-z0-9]{1,20})\.(0|[1-9][0-9]{0,15})\.(0|[1-9][0-9]{0,11})$/

/** Writes `<epoch>.<version>.<mark>`: the SSE id, `snapshotId` and the core of the ETag. */
export function formatSnapshotId(id: SnapshotId): string {
  return `${id.epoch}.${id.version}.${id.mark}`
}

/** Reads an id; null if the text is not one. */
export function parseSnapshotId(text: string): SnapshotId | null {
  const [, epoch, version, mark] = form.exec(text) ?? []
  if (epoch === undefined) return null
  return { epoch, version: Number(version), mark: Number(mark) }
}

/** Tells whether `next` is something else than what was `sent`: of another epoch, or later in the same one. */
export function hasMoved(sent: SnapshotId | null, next: SnapshotId): boolean {
  if (sent === null || sent.epoch !== next.epoch) return true
  return next.version > sent.version || (next.version === sent.version && next.mark > sent.mark)
}
