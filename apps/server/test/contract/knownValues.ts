import { accepts } from './accepts.js'
import type { Node } from './document.js'

/** What the server has shown so far; a request with it gets further than one with a value that nobody has. */
export type KnownValues = {
  /** Keeps what stands in a JSON answer, by the names it stands under. */
  learn(json: unknown): void
  /** What is known under a name, or under no name for a schema that only one kind of value fits. */
  fitting(name: string, schema: Node): readonly (string | number)[]
}

/** Values kept for one name, those it began with aside; of more, the latest: what was made first may be gone. */
const most = 24

/** Creates an empty memory; `examples` are there from the start. */
export function createKnownValues(examples: Readonly<Record<string, readonly (string | number)[]>> = {}): KnownValues {
  const byName = new Map<string, Set<string | number>>()
  const firsts = new Map<string, ReadonlySet<string | number>>()
  const keep = (name: string, value: string | number) => {
    const values = byName.get(name) ?? new Set()
    byName.set(name, values)
    if (String(value).length > 128 || firsts.get(name)?.has(value)) return
    values.delete(value)
    values.add(value)
    const own = [...values].filter((each) => !firsts.get(name)?.has(each))
    if (own.length > most) values.delete(own[0] ?? '')
  }
  const learn = (json: unknown, name = ''): void => {
    if (Array.isArray(json)) for (const item of json) learn(item, name)
    else if (typeof json === 'object' && json !== null) {
      for (const [key, value] of Object.entries(json)) learn(value, key.toLowerCase())
    } else if (typeof json === 'string' || typeof json === 'number') keep(name, json)
  }
  learn(examples)
  for (const [name, values] of byName) firsts.set(name, new Set(values))
  return {
    learn: (json) => learn(json),
    fitting: (name, schema) => {
      const wanted = name.toLowerCase()
      if (wanted === '' || 'enum' in schema || 'const' in schema || isFree(schema)) return []
      const near = [...byName].filter(([known]) => known !== '' && (known.endsWith(wanted) || wanted.endsWith(known)))
      return near.flatMap(([, values]) => [...values]).filter((value) => accepts(schema, value))
    },
  }
}

/** Texts and amounts are better made up; ids, addresses and names of things that are there are not. */
function isFree({ format, type }: Node): boolean {
  return (
    ['plain-text', 'mana', 'whole-second', 'date-time'].includes(String(format)) ||
    type === 'number' ||
    type === 'boolean'
  )
}
