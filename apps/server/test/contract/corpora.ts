/** Spellings that are no amount of MANA, whatever the field. Row 22. */
export const badAmounts: readonly string[] = [
  ...['0', '0.0', '0.000000000000000000', '-1', '-0', '+1', '1e3', '1E3', 'NaN', 'Infinity', '0x10', '0b1', '1n'],
  ...[' 1', '1 ', '1\n', '\t1', '1\u00a0', '1_000', '1,000', '１', '١', '.5', '5.', '.', '1,5', '1.2.3', ''],
  ...['00', '01', '00.5', '1 MANA', '½', 'null', '1\0', '1\u200b', '[object Object]'],
  '0.0000000000000000001',
  '1.0000000000000000000',
  '1.1234567890123456789',
  '115792089237316195423570985008687907853269984665640564039457.584007913129639936',
  '115792089237316195423570985008687907853269984665640564039458',
  `1${'0'.repeat(60)}`,
  '9'.repeat(12_000),
]

/** JSON that is no string where an amount is wanted: a number may have been rounded before it came. Row 21. */
export const unquotedAmounts: readonly string[] = [
  ...['12.5', '1', '0', '-1', '1e309', '-1e309', '9007199254740993', '-0', '1e-400', 'true', '[]', '["1"]', '{}'],
  ...['9'.repeat(400), '0.1e1', '1.0'],
]

/** Times that are not whole seconds with a zone, or not on the calendar. Row 26. */
export const badWholeSeconds: readonly string[] = [
  ...['2031-01-01T00:00:00.5Z', '2031-01-01T00:00:00.000Z'],
  '10000-01-01T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-00:01',
]

/** Texts that are no time at all, in whole seconds or not. Row 26. */
export const badTimes: readonly string[] = [
  ...['2031-01-01T00:00:00,5Z', '2031-01-01T00:00:00', '2031-01-01T00:00Z', '2031-01-01', '2031-01-01 00:00:00Z'],
  ...['2031-01-01T00:00:00 Z', '2031-01-01T00:00:00+02', '2031-01-01T00:00:00+0200', '2031-01-01T00:00:00+24:00'],
  ...['2031-01-01T00:00:00+99:99', '2031-01-01T00:00:00-00:60', '2031-01-01T00:00:00 UTC', '2031-02-30T00:00:00Z'],
  ...['2031-02-29T00:00:00Z', '2031-04-31T00:00:00Z', '2031-13-01T00:00:00Z', '2031-00-01T00:00:00Z'],
  ...['2031-01-00T00:00:00Z', '2031-01-01T24:00:00Z', '2031-01-01T00:60:00Z', '2031-01-01T00:00:60Z', 'infinity'],
  ...['-infinity', 'epoch', 'now', 'tomorrow', '-2031-01-01T00:00:00Z', '20310101T000000Z', '1924992000'],
  ...['２０３１-01-01T00:00:00Z', ' 2031-01-01T00:00:00Z', '2031-01-01T00:00:00Z\n', ''],
]

/** Texts that are no uuid. */
export const badUuids: readonly string[] = [
  ...['', '0', 'zz', 'null', '3f2504e0-4f89-41d3-9a0c-0305e82c330', '3f2504e0-4f89-41d3-9a0c-0305e82c33010'],
  ...[
    '3f2504e04f8941d39a0c0305e82c3301',
    '{3f2504e0-4f89-41d3-9a0c-0305e82c3301}',
    ' 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  ],
  ...['urn:uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301', '3f2504e0-4f89-41d3-9a0c-0305e82c3301\n'],
  ...[
    '3g2504e0-4f89-41d3-9a0c-0305e82c3301',
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301'--",
    '３f2504e0-4f89-41d3-9a0c-0305e82c3301',
  ],
]

/** JSON strings that no text for people may be, as they stand in the body. Row 27. */
export const badTexts: readonly string[] = [
  ...['"a\\u0000b"', '"a\\nb"', '"a\\tb"', '"\\r\\n"', '"\\u001b[31m"', '"\\u007f"', '"\\u0085"', '"\u009b"'],
  ...['"a\\ud800b"', '"\\udc00"', '"\\udc00\\ud800"', '"a\u202eb"', '"\u{e0041}"'],
  ...['061c', '200e', '200f', '202a', '202b', '202c', '202d', '202e', '2066', '2067', '2068', '2069'].map(escaped),
  ...['00ad', '2028', '2029', '200b', '200c', '200d', '2060', '2063', 'feff', '180e'].map(escaped),
]

/** Bytes within a text that are not UTF-8, in hex. Row 27. */
export const badBytes: readonly string[] = [
  ...['80', 'e9', 'c0af', 'c080', 'eda080', 'f4908080', 'f09f98', 'ff', 'fe', 'f8888080', 'e28028', 'c3'],
]

/** Texts for people that are strange and right, and are kept as they came. */
export const strangeTexts: readonly string[] = [
  ...['é e\u0301 ﬁ ß İ', "Robert'); drop table users;--", '{{7*7}} #{7*7} %s %00 <script>alert(1)</script> \\'],
  ...[
    '日本語 العربية עברית हिन्दी',
    'U+FFFD \ufffd, U+FFFF \uffff',
    '😀',
    '__proto__',
    'null',
    '0',
    '$\u007bjndi:ldap://x}',
  ],
]

function escaped(digits: string): string {
  return `"a\\u${digits}b"`
}
