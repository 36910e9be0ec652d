/** Commits numbered batches until it is killed, telling of each when it is done. */
import { openStorage } from '../../../../src/runtime/embedded/storage/open-storage.ts'
import { numberedBatch } from './numbered-batch.ts'

const [folder = '', sync = ''] = process.argv.slice(2)
const storage = openStorage(folder, { sync: sync === 'sync' })
for (let number = Number(storage.meta('number') ?? 0) + 1; ; number++) {
  storage.produce([{ topic: 'in', key: String(number), timestamp: number, headers: {}, value: null }])
  storage.commit(numberedBatch(number, storage))
  process.stdout.write(`${number}\n`)
}
