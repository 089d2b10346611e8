/** Tells what a request body asks for, without what may be personal or secret. */
export type SummariseBody = (body: unknown) => Readonly<Record<string, unknown>>

type Node = { readonly [key: string]: unknown }

/**
 * Creates the summary of an operation's body from its schema: what has a closed form (a number, an amount, a time, one of a
 * list) is kept, and texts, lists and objects are only said to be there.
 *
 * **Shape:** `resolve` follows a `$ref`.
 */
export function createSummariseBody(schema: Node, resolve: (node: Node) => Node): SummariseBody {
  const properties = (resolve(schema)['properties'] ?? {}) as Record<string, Node>
  return function summariseBody(body) {
    const summary: Record<string, unknown> = {}
    for (const [name, value] of Object.entries((body ?? {}) as Node)) {
      const property = properties[name]
      if (property) summary[name] = summarise(resolve(property), value, resolve)
    }
    return summary
  }
}

function summarise(schema: Node, value: unknown, resolve: (node: Node) => Node): unknown {
  if (Array.isArray(value)) {
    const items = resolve((schema['items'] ?? {}) as Node)
    return 'enum' in items ? value : `(${value.length} items)`
  }
  if (typeof value === 'object' && value !== null) return '(object)'
  if (typeof value !== 'string') return value
  const isClosed = 'enum' in schema || 'pattern' in schema || closedFormats.includes(String(schema['format']))
  return isClosed ? value : '(text)'
}

const closedFormats = ['mana', 'whole-second', 'date-time', 'uuid']
