import { describe, expect, test } from 'vitest'
import { creditsManagers } from './creditsManagers.js'
import { parseAddress } from './parseAddress.js'

describe('creditsManagers', () => {
  test('default', () => {
    expect(creditsManagers[137]).toBe('0x8b3a40ca1b6f5cafc99d112a4d02e897d1fd8cc5')
    expect(creditsManagers[80002]).toBe('0x8052a560e6e6ac86eeb7e711a4497f639b322fb3')
  })

  test('behavior: a chain without one is undefined', () => {
    expect(creditsManagers[1]).toBeUndefined()
  })

  test('behavior: every entry really is an Address', () => {
    for (const address of Object.values(creditsManagers)) expect(parseAddress(address)).toBe(address)
  })
})
