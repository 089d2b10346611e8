import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'tsup'

/** Bundles the built package and the suite, with all they import, into a page that has them as `program`. */
export async function bundlePage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'credits-page-'))
  try {
    await build({
      config: false,
      entry: { page: resolve(import.meta.dirname, 'page.mjs') },
      outDir,
      format: 'iife',
      globalName: 'program',
      platform: 'browser',
      target: 'es2022',
      noExternal: [/.*/],
      silent: true,
    })
    const script = await readFile(join(outDir, 'page.global.js'), 'utf8')
    return `<!doctype html><title>Balance</title><script>${script.replaceAll('</script', '<\\/script')}</script>`
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}
