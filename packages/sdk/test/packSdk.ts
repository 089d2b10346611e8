import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runProgram } from './runProgram.js'

/** Where this package is. */
export const sdkFolder = resolve(import.meta.dirname, '..')

/** Packs the built SDK into a folder with npm, which packs a manifest as it is; returns the tarball's path. */
export async function packSdk(folder: string): Promise<string> {
  if (!existsSync(join(sdkFolder, 'dist/index.js'))) throw new Error('The SDK is not built: run `npm run build` first.')
  const packed = await runProgram('npm', ['pack', '--json', '--pack-destination', folder], { cwd: sdkFolder })
  const [{ filename, size }] = JSON.parse(packed)
  console.log(`packed ${filename}, ${size} bytes`)
  return join(folder, filename)
}
