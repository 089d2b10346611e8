/** What an instance measures of itself, by name; of a name with labels, the sum. */
export async function readMetrics(opsUrl: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${opsUrl}/metrics`)).text()
  const values = new Map<string, number>()
  for (const [, name = '', value] of text.matchAll(/^([a-z_]+)(?:\{.*\})? (\S+)$/gm)) {
    values.set(name, (values.get(name) ?? 0) + Number(value))
  }
  return values
}
