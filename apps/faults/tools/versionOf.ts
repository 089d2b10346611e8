/** Reads the version of a balance from its body; -1 where there is none yet. */
export function versionOf(body: string | null | undefined): number {
  if (body === null || body === undefined) return -1
  const { snapshotId }: { snapshotId: string } = JSON.parse(body)
  return Number(snapshotId.split('.')[1])
}
