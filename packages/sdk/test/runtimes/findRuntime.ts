import { runProgram } from '../runProgram.js'

/** A program that runs JavaScript. */
export type Runtime = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Null where it does not run. */
  readonly version: string | null
}

/** Asks a runtime for its version; where it does not run, says why. */
export async function findRuntime(name: string, command: string, args: readonly string[] = []): Promise<Runtime> {
  const runtime = { name, command, args }
  try {
    const said = await runProgram(command, ['--version'], { cwd: import.meta.dirname })
    return { ...runtime, version: /\d+\.\d+\.\d+/.exec(said)?.[0] ?? said }
  } catch (error) {
    console.log(`${name} does not run here: ${error instanceof Error ? error.message : error}`)
    return { ...runtime, version: null }
  }
}
