export { documentJson, documentYaml } from './generated/document.js'
