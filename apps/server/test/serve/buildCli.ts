import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const server = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** The command line as `npm start` runs it. */
export type BuiltCli = {
  /** Path of cli.js. */
  readonly path: string
  remove(): Promise<void>
}

/**
 * Builds the server as its `build` script does, but for types, which `check` looks at (without them it takes a third of the
 * time), into a folder of its own: two test files, or a build beside them, do not meet. It lies under node_modules, so that
 * node finds the packages from there.
 */
export async function buildCli(): Promise<BuiltCli> {
  const cache = join(server, 'node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'cli-'))
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
  const untyped = ['--noCheck', '--noResolve', '--declaration', 'false', '--declarationMap', 'false']
  await promisify(execFile)(process.execPath, [
    tsc,
    '-p',
    join(server, 'tsconfig.build.json'),
    ...untyped,
    '--outDir',
    folder,
  ])
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  return { path: join(folder, 'cli.js'), remove: () => rm(folder, { recursive: true }) }
}
