/** Looks on, or produces, beside a run: one command a line of input, one line of JSON for each. */
import { createInterface } from 'node:readline'
import { openStorage } from '../../../../src/runtime/embedded/storage/open-storage.ts'

const [folder = '', mode = ''] = process.argv.slice(2)
const storage = openStorage(folder, { readOnly: mode === 'read', sync: false })
const answer = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)

answer('ready')
for await (const command of createInterface({ input: process.stdin })) {
  if (command === 'look') {
    const bytes = Array.from(storage.read('ticks', 0), ({ value }) => value?.length ?? 0)
    const entries = Array.from(storage.loadStore('task', 'store')).length
    answer({ end: storage.endOffset('ticks', 0), bytes: bytes.reduce((sum, each) => sum + each, 0), entries })
  } else {
    storage.produce([{ topic: 'signals', key: command, timestamp: 1, headers: {}, value: Buffer.from(command) }])
    answer('produced')
  }
}
await storage.close()
