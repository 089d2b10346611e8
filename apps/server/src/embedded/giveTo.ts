import { lchown, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ids } from './asUnprivileged.js'

/**
 * Makes `owner` the owner of a folder and of everything in it; does nothing when the folder is theirs already.
 *
 * Needed when root's way of running Postgres changed since the last start (another container profile). The folder itself
 * comes last, so a pass that was cut short is repeated.
 */
export async function giveTo(owner: Ids, folder: string): Promise<void> {
  if (process.getuid?.() !== 0 || (await lstat(folder)).uid === owner.uid) return
  await giveTree(owner, folder)
}

async function giveTree(owner: Ids, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await giveTree(owner, path)
    else await lchown(path, owner.uid, owner.gid)
  }
  await lchown(folder, owner.uid, owner.gid)
}
