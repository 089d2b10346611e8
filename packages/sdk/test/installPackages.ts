import { runProgram } from './runProgram.js'

/** A guard against a hang: npm may have to download what it has never seen. */
export const firstInstallMs = 300_000

/** Installs packages with npm as a stranger would, or what the folder's manifest asks for. */
export async function installPackages(folder: string, ...packages: readonly string[]): Promise<void> {
  const beganAtMs = performance.now()
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock']
  await runProgram('npm', ['install', ...flags, ...packages], { cwd: folder })
  console.log(`installed ${folder} in ${Math.round(performance.now() - beganAtMs)} ms`)
}
