/** Whether one round of each is enough: to see that a measurement works, not for figures that anybody quotes. */
export const isQuick = process.argv.includes('--quick')
