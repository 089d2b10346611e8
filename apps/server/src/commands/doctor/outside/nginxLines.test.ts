import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nginxLines, patientLines } from './nginxLines.js'

const documented = readFileSync(new URL('../../../../../../docs/deploy/nginx.conf', import.meta.url), 'utf8')
const inForce = documented.split('\n').map((line) => line.trim())

test('each line that is recommended is one of docs/deploy/nginx.conf, and what must not be there is not', () => {
  const lines = [...Object.values(nginxLines).flat(), ...patientLines(15_000)].map((line) => line.trim())
  const wanted = lines.filter((line) => !line.startsWith('#'))
  expect(wanted.filter((line) => !inForce.includes(line))).toEqual([])
  expect(wanted).toContain('proxy_read_timeout 75s;')
  expect(documented).not.toMatch(/^ *(proxy_ignore_headers|proxy_hide_header|expires)|gzip_types.*event-stream/m)
})
