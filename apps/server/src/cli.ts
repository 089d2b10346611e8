#!/usr/bin/env node
import { commands } from './commands/commands.js'
import { createReport } from './commands/createReport.js'
import { describeFailure } from './commands/describeFailure.js'
import { commandsUnder, parseWords } from './commands/parseWords.js'
import { presentCommandHelp, presentCommandList, presentHelp } from './commands/presentHelp.js'
import { UsageError } from './commands/UsageError.js'
import { parseConfig } from './config/parseConfig.js'

const words = process.argv.slice(2)
const isHelp = (word: string | undefined) => word === '--help' || word === '-h'
const group = commandsUnder(words[0], commands)

if (words.length === 0 || isHelp(words[0])) console.log(presentHelp(commands))
else if (Object.keys(group).length > 0 && isHelp(words[1])) console.log(presentCommandList(group))
else {
  // Asked of the words themselves, because those that cannot be parsed are answered as JSON too.
  const report = createReport({ json: words.includes('--json') })
  try {
    const { name, command, operands, values } = parseWords(words, commands)
    const list = (option: string): readonly string[] => {
      const given = values[option]
      return given === undefined || given === true ? [] : given.flatMap((text) => text.split(','))
    }
    if (values['help']) console.log(presentCommandHelp(name, command))
    else {
      await command.run({
        readConfig: () => parseConfig(process.env),
        operands,
        option: (option) => (values[option] === true ? undefined : values[option]?.[0]),
        list,
        isSet: (option) => values[option] === true,
        report,
      })
    }
  } catch (error) {
    report.failure(describeFailure(error))
    process.exitCode = error instanceof UsageError ? 2 : 1
  }
}
