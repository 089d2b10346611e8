import { createServer } from 'node:http'
import { sayUrl } from './sayUrl.js'

/** node:http with one answer to everything, of the bytes that UPSTREAM gives for PATH: less than this no server does. */
const { UPSTREAM = '', BALANCE_PATH = '' } = process.env
const body = Buffer.from(await (await fetch(UPSTREAM + BALANCE_PATH)).arrayBuffer())
const head = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length }

const server = createServer((_, response) => response.writeHead(200, head).end(body))
server.listen(0, '127.0.0.1', () => sayUrl(server))
