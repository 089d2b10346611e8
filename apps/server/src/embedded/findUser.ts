import { readFile } from 'node:fs/promises'

export interface SystemUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/**
 * Finds a local user by name or uid, or null.
 *
 * initdb refuses a uid without a name ("could not look up effective user ID"), so a bare number is not enough.
 * Users known only to LDAP and the like are not found; then the next way of running Postgres is tried.
 */
export async function findUser(nameOrUid: string | number): Promise<SystemUser | null> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name === undefined || uid === undefined || gid === undefined) continue
    const user = { name, uid: Number(uid), gid: Number(gid) }
    if (user.name === nameOrUid || user.uid === nameOrUid) return user
  }
  return null
}
