/** Tells whether a pid is in use, by whoever; a zombie counts. */
export function processExists(pid: number): boolean {
  // kill(0) and below address whole process groups, this one among them.
  if (pid <= 0) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
