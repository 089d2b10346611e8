import { resolve } from 'node:path'
import { afterAll, describe, test } from 'vitest'
import { launchChromium } from '../../../apps/faults/tools/launchChromium.js'
import { rootApiKey } from '../../../apps/server/test/startTestServer.js'
import { runProgram } from './runProgram.js'
import { bundlePage } from './runtimes/bundlePage.js'
import { findRuntime } from './runtimes/findRuntime.js'
import { startStage } from './runtimes/startStage.js'
import { caseNames, type Told } from './runtimes/suite.mjs'

const program = resolve(import.meta.dirname, 'runtimes/run.mjs')
const bin = resolve(import.meta.dirname, '../node_modules/.bin')
const denoFlags = ['run', '--allow-net', '--allow-read', '--allow-env', '--node-modules-dir=manual', '--no-prompt']
const runtimes = [
  await findRuntime('Node', process.execPath),
  await findRuntime('Bun', resolve(bin, 'bun')),
  await findRuntime('Deno', resolve(bin, 'deno'), denoFlags),
]
const browser = await launchChromium()
/** A guard against a hang: a case that fails says so before. */
const timeout = 180_000

afterAll(() => browser?.close())

// Each has a server of its own, and all of them mostly wait.
describe.concurrent('one suite, four runtimes', () => {
  for (const { name, version, command, args } of runtimes) {
    test.skipIf(version === null)(`${name}${version ? ` ${version}` : ''}`, { timeout }, async ({ expect }) => {
      const stage = await startStage()
      const { url, controlUrl } = stage
      const env = { STAGE: JSON.stringify({ url, controlUrl, apiKey: rootApiKey }) }
      // It ends by itself: nothing of the package keeps a program alive.
      const output = await runProgram(command, [...args, program], { cwd: import.meta.dirname, env })
      await stage.close()
      const told: Told[] = JSON.parse(output.split('\n').at(-1) ?? '')
      expect(told).toEqual(caseNames.map((name) => ({ name })))
      console.log(`${name} ${version}: ${told.length} of ${caseNames.length} pass`)
    })
  }

  test.skipIf(browser === null)(`Chromium ${browser?.version() ?? ''}`, { timeout }, async ({ expect }) => {
    const stage = await startStage({ page: await bundlePage() })
    const page = await browser?.newPage()
    await page?.goto(stage.controlUrl)
    const { url, controlUrl } = stage
    const told = await page?.evaluate<Told[]>(`program.runSuite(program.sdk, ${JSON.stringify({ url, controlUrl })})`)
    await page?.close()
    await stage.close()
    // No page has the operator's key.
    const names = caseNames.filter((name) => !name.startsWith('admin'))
    expect(told).toEqual(names.map((name) => ({ name })))
    console.log(`Chromium ${browser?.version()}: ${names.length} of ${names.length} pass, from another origin`)
  })
})
