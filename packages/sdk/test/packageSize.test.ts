import { describe, expect, test } from 'vitest'
import { sdkFolder } from './packSdk.js'
import { startProgram } from './startProgram.js'

type Measured = { readonly name: string; readonly size: number; readonly sizeLimit: number }

describe('size, minified and gzipped, with all dependencies', async () => {
  // The limits stand in package.json under `size-limit`. It fails when one is exceeded; the tests say which.
  const { lines, errors, ended } = startProgram('node_modules/.bin/size-limit', ['--json'], { cwd: sdkFolder })
  await ended
  if (lines.length === 0) throw new Error(errors.join('\n'))
  const measured: Measured[] = JSON.parse(lines.join('\n'))

  test.each(measured.map((each) => [each.name, each] as const))('%s', (name, { size, sizeLimit }) => {
    console.log(`${name}: ${size} of at most ${sizeLimit} bytes`)
    expect(size).toBeLessThanOrEqual(sizeLimit)
  })
})
