import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createReport } from './createReport.js'

const failure = { text: 'credits-server: no', code: 'NO', message: 'no', remedy: null }

/** A report and what it wrote. */
function reportTo({ json = false, isTTY = false, everyMs = 0 }) {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY,
    write: (text: string) => {
      written[name] += text
    },
  })
  return { written, report: createReport({ json, everyMs, stdout: output('stdout'), stderr: output('stderr') }) }
}

describe('createReport', () => {
  test('default: people read the result, programs one line of JSON, and what is said goes to stderr then', () => {
    for (const json of [false, true]) {
      const { written, report } = reportTo({ json })
      report.say('working')
      report.result({ a: 1 }, 'done')
      expect(written).toEqual(
        json ? { stdout: '{"a":1}\n', stderr: 'working\n' } : { stdout: 'working\ndone\n', stderr: '' },
      )
    }
  })

  test('behavior: with --json a failure is the one line, unless a result is there already', () => {
    const { written, report } = reportTo({ json: true })
    report.failure(failure)
    expect(written).toEqual({
      stdout: '{"error":{"code":"NO","message":"no","remedy":null}}\n',
      stderr: 'credits-server: no\n',
    })
    const after = reportTo({ json: true })
    after.report.result({}, '')
    after.report.failure(failure)
    expect(after.written).toEqual({ stdout: '{}\n', stderr: 'credits-server: no\n' })
  })

  test('behavior: progress shows the latest from time to time, and short work shows none', async () => {
    const { written, report } = reportTo({})
    report.progress('1')
    report.progress('2')
    expect(written.stderr).toBe('')
    await sleep(20)
    expect(written.stderr).toBe('2\n')
    report.progress('3')
    report.result({}, 'done')
    await sleep(20)
    expect(written).toEqual({ stdout: 'done\n', stderr: '2\n' })
  })

  test('behavior: on a terminal progress is one line, which goes when there is something else to say', async () => {
    const { written, report } = reportTo({ isTTY: true })
    report.progress('1')
    await sleep(20)
    report.note('done')
    expect(written.stderr).toBe('\r\u001b[2K1\r\u001b[2Kdone\n')
  })
})
