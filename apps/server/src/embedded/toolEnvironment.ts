/**
 * Builds the whole environment of initdb and postgres.
 *
 * Nothing is inherited but PATH: PGDATA, PGPORT, PGOPTIONS, PGTZ, TZ, LC_ALL or LD_PRELOAD of whoever started the
 * server would otherwise end up in the cluster.
 */
export function toolEnvironment(libraries: string | null): NodeJS.ProcessEnv {
  return {
    // The system folders come last for services that were given a short PATH: unshare and setpriv live there.
    PATH: [process.env['PATH'], '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin']
      .filter(Boolean)
      .join(':'),
    LC_ALL: 'C',
    TZ: 'UTC',
    ...(libraries === null ? {} : { [libraryVariable]: libraries }),
  }
}

const libraryVariable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
