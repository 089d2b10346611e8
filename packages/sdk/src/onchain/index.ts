export * from '@credits-server/onchain'
