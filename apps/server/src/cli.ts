#!/usr/bin/env node
import { commands } from './commands/commands.js'
import { presentFailure } from './commands/presentFailure.js'
import { presentHelp } from './commands/presentHelp.js'
import { parseConfig } from './config/parseConfig.js'

const words = process.argv.slice(2)
const name = words.join(' ')
const command = Object.hasOwn(commands, name) ? commands[name] : undefined

if (words.includes('--help') || words.includes('-h') || words.length === 0) {
  console.log(presentHelp())
} else if (!command) {
  console.error(`There is no command "${name}".\n\n${presentHelp()}`)
  process.exitCode = 2
} else {
  try {
    await command.run(parseConfig(process.env))
  } catch (error) {
    console.error(presentFailure(error))
    process.exitCode = 1
  }
}
