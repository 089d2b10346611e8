import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Binaries } from './locateBinaries.js'

interface SymlinkEntry {
  /** The file that is there: `native/lib/libpq.so.5.18`. */
  readonly source: string
  /** The name the binaries ask for: `native/lib/libpq.so.5`. */
  readonly target: string
}

/**
 * Makes the library names that the binaries ask for, inside DATA_DIR, and returns the library path:
 * the folder of these names, then the package's own.
 *
 * npm packages cannot carry symlinks, so the package makes them in a postinstall; pnpm skips that unless approved
 * (exit 127, "libicuuc.so.60: cannot open shared object file"), and node_modules may be read-only. The folder is named
 * for the package's path and version: a moved checkout or an upgrade gets its own.
 */
export async function linkLibraries(dataDir: string, binaries: Binaries): Promise<string> {
  const home = join(dataDir, 'postgres-lib')
  const key = createHash('sha256').update(`${binaries.native}\0${binaries.version}`).digest('hex').slice(0, 12)
  const folder = join(home, key)
  // Both: a library opened through its link looks for its neighbours beside the link (libpq wants libssl).
  const libraryPath = `${folder}:${join(binaries.native, 'lib')}`
  if (await isFolder(folder)) return libraryPath

  await mkdir(home, { recursive: true })
  const fresh = await mkdtemp(`${folder}.`)
  // Whatever the umask: as root, Postgres runs as somebody else, who must read these.
  await Promise.all([chmod(home, 0o755), chmod(fresh, 0o755)])
  const entries = JSON.parse(await readFile(join(binaries.native, 'pg-symlinks.json'), 'utf8')) as SymlinkEntry[]
  for (const { source, target } of entries) {
    await symlink(join(binaries.native, '..', source), join(fresh, basename(target)))
  }
  await renameUnlessThere(fresh, folder)
  await Promise.all(
    (await readdir(home))
      // Only whole ones: one with a suffix may be another start's, at this moment.
      .filter((name) => name !== key && !name.includes('.'))
      .map((name) => rm(join(home, name), { recursive: true, force: true })),
  )
  return libraryPath
}

/** Renaming makes the folder appear whole; a second start that came first left the very same links. */
async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    await rm(from, { recursive: true, force: true })
    if (!(await isFolder(to))) throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    () => false,
  )
}
