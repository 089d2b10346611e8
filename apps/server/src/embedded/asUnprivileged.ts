import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.js'
import { findUser } from './findUser.js'
import { toolEnvironment } from './toolEnvironment.js'

export interface Ids {
  readonly uid: number
  readonly gid: number
}

/** A way to run a program that refuses to be root. */
export interface RunAs {
  /** For people: the log and the error. */
  readonly how: string
  /** Put before the program: `unshare …`. It execs the program, so the pid and its signals are the program's own. */
  readonly prefix: readonly string[]
  /** Given to `spawn`, which changes to them before the exec. */
  readonly spawnIds: Partial<Ids>
  /** Who must own the files, as this process sees owners. */
  readonly owner: Ids
}

export interface AsUnprivilegedInput {
  /** Folders that Postgres has to enter: its binaries, DATA_DIR. */
  readonly mustEnter: readonly string[]
  /** The uid that owns DATA_DIR or what is to hold it. */
  readonly folderOwner: number
}

/**
 * Chooses how to run Postgres, which refuses uid 0; an ordinary user runs it as it is.
 *
 * **Errors:** `CANNOT_LEAVE_ROOT` with what each way answered.
 */
export async function asUnprivileged(input: AsUnprivilegedInput): Promise<RunAs> {
  const self = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  if (self.uid !== 0 && hasName()) return { how: 'as this user', prefix: [], spawnIds: {}, owner: self }

  const refusals: string[] = []
  for (const way of await listWays(self, input.folderOwner)) {
    const refusal = await tryToEnter(way, input.mustEnter)
    if (refusal === null) return way
    refusals.push(`  ${way.how}: ${refusal}`)
  }
  const who = self.uid === 0 ? 'root' : `uid ${self.uid}, which has no name`
  throw new EmbeddedPostgresError(
    'CANNOT_LEAVE_ROOT',
    `Postgres does not run as ${who}, and no other way works here:\n${refusals.join('\n')}\n` +
      'Run the server as an ordinary user, move DATA_DIR to a folder that others may enter, or set DATABASE_URL.',
  )
}

/** Lists the ways in order of preference, the least surprising owner of the files first. */
async function listWays(self: Ids, folderOwner: number): Promise<RunAs[]> {
  const isRoot = self.uid === 0
  const nobody = await findUser('nobody')
  const host = isRoot && folderOwner !== 0 ? await findUser(folderOwner) : null
  const ways: RunAs[] = []
  // `sudo npm start` in a user's own checkout: the files stay theirs, and the next start may be without sudo. It is also
  // the only way under a 0700 home, which root without capabilities cannot enter.
  if (host !== null) ways.push(dropTo(host))
  if (nobody === null) return ways
  if (process.platform === 'linux') {
    // A user namespace: another uid to itself, still the same owner to the kernel. No chown, works under /root, and also
    // for a container's made-up uid. The uid inside must have a name: mapping to 1000 fails where nobody is 1000.
    const prefix = ['unshare', '--user', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`]
    ways.push({ how: 'in a user namespace', prefix, spawnIds: {}, owner: self })
  }
  if (!isRoot) return ways
  ways.push(dropTo(nobody))
  if (process.platform === 'linux') {
    // Docker's default profile forbids user namespaces, and the repository may sit under /root: keep the one capability
    // that enters folders of others. Copying the binaries elsewhere was considered; it cannot help DATA_DIR itself.
    // no_setuid_fixup: otherwise access(2), by which Postgres looks for its own files, forgets the capability.
    const caps = ['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override', '--securebits=+no_setuid_fixup']
    const prefix = ['setpriv', `--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, '--clear-groups', ...caps]
    ways.push({ how: 'as nobody with CAP_DAC_OVERRIDE', prefix, spawnIds: {}, owner: nobody })
  }
  return ways
}

function dropTo({ name, uid, gid }: Ids & { readonly name: string }): RunAs {
  return { how: `as ${name}`, prefix: [], spawnIds: { uid, gid }, owner: { uid, gid } }
}

/**
 * Answers null when a shell run this way is not root and can enter the folders, else what it said. A real `cd`, because
 * `test -x` may ask access(2), which ignores capabilities.
 */
async function tryToEnter(way: RunAs, folders: readonly string[]): Promise<string | null> {
  const script = '[ "$(id -u)" != 0 ] || { echo still root; exit 1; }; for folder; do cd "$folder" || exit 1; done'
  const [file = '/bin/sh', ...args] = [...way.prefix, '/bin/sh', '-c', script, 'sh', ...folders]
  return new Promise((resolve) => {
    const options = { cwd: '/', env: toolEnvironment(null), timeout: 10_000, ...way.spawnIds }
    execFile(file, args, options, (error, stdout, stderr) => {
      resolve(error === null ? null : (stdout + stderr).trim() || error.message)
    })
  })
}

function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}
