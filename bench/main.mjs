/** `npm run bench [case …]`: runs each case in a process of its own and prints one JSON line per case. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { cpus } from 'node:os'

const cases = readdirSync(new URL('./cases/', import.meta.url)).map((file) => file.replace('.mjs', ''))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !cases.includes(name))
if (unknown.length > 0) {
  console.error(`no such case: ${unknown.join(', ')}. Cases: ${cases.join(', ')}`)
  process.exit(2)
}
console.log(JSON.stringify({ machine: cpus()[0]?.model, cores: cpus().length, node: process.version }))
let failed = false
for (const name of wanted.length > 0 ? wanted : cases) {
  const file = new URL(`./cases/${name}.mjs`, import.meta.url).pathname
  const { status } = spawnSync(process.execPath, ['--expose-gc', '--max-semi-space-size=64', file], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  failed ||= status !== 0
}
process.exitCode = failed ? 1 : 0
