/** 1970-01-01 and the last millisecond of 9999: what the database has of moments lies between them. */
const [firstMs, lastMs] = [0, 253_402_300_799_999]

/**
 * Reads a date-time of the contract to compare moments with; one outside of what the database can have is as good as the nearest
 * that it can, and it would refuse the year 0 or 10000.
 */
export function readMoment(text: string): Date {
  return new Date(Math.min(Math.max(Date.parse(text), firstMs), lastMs))
}
