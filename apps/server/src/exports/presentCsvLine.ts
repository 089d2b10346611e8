/**
 * Presents one line of CSV. [spec] RFC 4180: CRLF ends a line; a field with a comma, a quote or a line break stands in quotes,
 * its quotes doubled; null is the empty field.
 *
 * **Shape:** text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break, also in
 * their full-width forms) gets a `'` in front.
 */
export function presentCsvLine(fields: readonly (string | number | null)[]): string {
  return `${fields.map(presentField).join(',')}\r\n`
}

function presentField(field: string | number | null): string {
  if (field === null) return ''
  if (typeof field === 'number') return String(field)
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(field) ? `'${field}` : field
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
