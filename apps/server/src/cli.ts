#!/usr/bin/env node
import { commands } from './commands/commands.js'
import { createReport } from './commands/createReport.js'
import { parseWords, UsageError } from './commands/parseWords.js'
import { presentFailure } from './commands/presentFailure.js'
import { presentCommandHelp, presentHelp } from './commands/presentHelp.js'
import { parseConfig } from './config/parseConfig.js'

const words = process.argv.slice(2)

if (words.length === 0 || words[0] === '--help' || words[0] === '-h') console.log(presentHelp())
else {
  try {
    const { name, command, operands, values } = parseWords(words, commands)
    if (values['help']) console.log(presentCommandHelp(name, command))
    else {
      await command.run({
        readConfig: () => parseConfig(process.env),
        operands,
        option: (option) => values[option]?.toString(),
        isSet: (option) => values[option] === true,
        report: createReport({ json: values['json'] === true }),
      })
    }
  } catch (error) {
    const isUsage = error instanceof UsageError
    console.error(isUsage ? `${error.message}\n\n${presentHelp()}` : presentFailure(error))
    process.exitCode = isUsage ? 2 : 1
  }
}
