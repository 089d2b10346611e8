import { describe, expect, it } from 'vitest'
import { dereference } from './dereference.js'

describe('dereference', () => {
  it('default: a local $ref becomes its target, through any number of hops', () => {
    const document = {
      a: { $ref: '#/defs/b' },
      list: [{ $ref: '#/defs/c' }],
      defs: { b: { $ref: '#/defs/c' }, c: { type: 'string' } },
    }
    expect(dereference(document)).toMatchObject({ a: { type: 'string' }, list: [{ type: 'string' }] })
  })

  it('behavior: a pointer is unescaped, then a token at a time', () => {
    const document = { a: { $ref: '#/paths/~1users~1%7Bid%7D/0' }, paths: { '/users/{id}': [{ type: 'string' }] } }
    expect(dereference(document)).toMatchObject({ a: { type: 'string' } })
  })

  it('behavior: annotations beside a $ref replace those of the target', () => {
    const document = { a: { $ref: '#/b', description: 'mine' }, b: { type: 'string', description: 'theirs' } }
    expect(dereference(document)['a']).toEqual({ type: 'string', description: 'mine' })
  })

  it('behavior: any other sibling applies as well as the target, so nothing of the target is overwritten', () => {
    const document = { a: { $ref: '#/b', required: ['x'] }, b: { required: ['x', 'y'] } }
    expect(dereference(document)['a']).toEqual({ allOf: [{ required: ['x', 'y'] }, { required: ['x'] }] })
  })

  it('behavior: a recursive schema ends at the $ref that would go round again', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/node' }, root: { $ref: '#' } } }
    const next = { type: 'object', properties: { next: { $ref: '#/node' } } }
    expect(dereference({ a: { $ref: '#/node' }, node })['a']).toMatchObject({
      properties: { next: { $ref: '#/node' } },
    })
    expect(dereference({ a: { $ref: '#/a' } })).toEqual({ a: { $ref: '#/a' } })
    expect(dereference({ node: next })['node']).toMatchObject({ properties: { next } })
  })

  it('behavior: a property named $ref is a property', () => {
    const document = { properties: { $ref: { type: 'string' } } }
    expect(dereference(document)).toEqual(document)
  })

  it('behavior: a $ref to another file stays', () => {
    const document = { a: { $ref: 'other.yaml#/b' } }
    expect(dereference(document)).toEqual(document)
  })

  it('error: a $ref that names nothing throws and says which', () => {
    expect(() => dereference({ a: { $ref: '#/defs/constructor' }, defs: {} })).toThrow(
      '#/defs/constructor names nothing',
    )
  })

  it('behavior: the document itself is not changed', () => {
    const document = { a: { $ref: '#/b', description: 'mine' }, b: { type: 'string' } }
    const copy = structuredClone(document)
    dereference(document)
    expect(document).toEqual(copy)
  })
})
