/** [spec] `<epoch>.<version>.<mark>`: within an epoch ids order by version, then mark. */
const form = /^([a-z0-9]+)\.(\d+)\.(\d+)$/

/**
 * Tells whether a balance is another one than what is held: of another epoch, or later in the same one. What has no id we
 * know how to read is taken as it comes, for a newer server may write ids in another way.
 */
export function isNewer(held: string | null | undefined, next: string | null | undefined): boolean {
  const [, heldEpoch, heldVersion, heldMark] = form.exec(held ?? '') ?? []
  const [, nextEpoch, nextVersion, nextMark] = form.exec(next ?? '') ?? []
  if (heldEpoch === undefined || heldEpoch !== nextEpoch) return held !== next || !held
  const byVersion = Number(nextVersion) - Number(heldVersion)
  return (byVersion || Number(nextMark) - Number(heldMark)) > 0
}
