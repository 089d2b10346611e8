import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const server = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * Writes the launcher as JavaScript into a folder, for the processes that tests kill: Node 20 runs no TypeScript.
 *
 * The folder gets a node_modules link, so it may be anywhere, and everybody may read it: some run as another user.
 */
export async function compileEmbedded(folder: string): Promise<void> {
  const source = join(server, 'src', 'embedded')
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await symlink(join(server, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'launch.js'), await readFile(join(server, 'test', 'embedded', 'launch.mjs')))
  for (const name of await readdir(source)) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    const { outputText } = ts.transpileModule(await readFile(join(source, name), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
    })
    await writeFile(join(folder, name.replace(/\.ts$/, '.js')), outputText)
  }
}
