/** More than any machine this runs on allows, and still a number to reckon with. */
const unlimited = 1_048_576

/** Returns how many files and sockets this process may have open; 1,024 where the system does not say. */
export function openFilesLimit(): number {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: string | number } } }
  const soft = report.userLimits?.open_files?.soft
  if (soft === 'unlimited') return unlimited
  const limit = Number(soft)
  return Number.isFinite(limit) ? limit : 1_024
}
