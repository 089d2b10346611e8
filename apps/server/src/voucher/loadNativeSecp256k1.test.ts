import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { creditVector } from '../../../../packages/onchain/test/creditVector.js'
import { createLocalSigner } from './createLocalSigner.js'
import { loadNativeSecp256k1 } from './loadNativeSecp256k1.js'

const require = createRequire(import.meta.url)
/** Where the package has a binding. */
const prebuilt = ['linux-x64', 'darwin-arm64', 'win32-x64'].includes(`${process.platform}-${process.arch}`)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credits-secp256k1-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('loadNativeSecp256k1', () => {
  test('default: the binding, without an install script, wherever the package has one', () => {
    expect(loadNativeSecp256k1() !== null).toBe(prebuilt)
  })

  test('behavior: the package’s own JavaScript cannot be loaded at all', () => {
    expect(() => require('secp256k1/elliptic')).toThrow(/Cannot find module 'elliptic'/)
  })

  test.each([
    ['is not installed', async () => {}, /Cannot find module '.*bindings'/],
    ['has no binding for this machine', installEmpty, /No native build was found/],
    ['does not load', installBroken, /too short|not a mach-o file|not a valid/i],
  ])('behavior: our own curve signs where the native one %s', async (_, install, why) => {
    await install()
    // By its whole path: a package manager may tell Node of folders where it looks besides.
    const requireThere = (module: string) => require(join(folder, module))
    expect(() => requireThere('secp256k1/bindings')).toThrow(why)

    const native = loadNativeSecp256k1(requireThere)
    expect(native).toBeNull()
    const signer = createLocalSigner(creditVector.privateKey, native)
    expect(await signer.sign(creditVector.hash)).toBe(creditVector.signature)
  })
})

/** Installs the package as it would be found on a machine that it has no prebuilt binding for. */
async function installEmpty(): Promise<string> {
  const installed = join(folder, 'secp256k1')
  const loader = createRequire(require.resolve('secp256k1')).resolve('node-gyp-build')
  await mkdir(installed, { recursive: true })
  await writeFile(join(installed, 'bindings.js'), `require(${JSON.stringify(loader)})(__dirname)`)
  return installed
}

/** Installs it with a file where the binding would be that is none. */
async function installBroken(): Promise<void> {
  const release = join(await installEmpty(), 'build/Release')
  await mkdir(release, { recursive: true })
  await writeFile(join(release, 'secp256k1.node'), '')
}
