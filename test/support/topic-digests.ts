/** One SHA-256 per topic over every record: key, timestamp, headers and value bytes. Equal digests are equal topics. */
import { createHash } from 'node:crypto'
import { openStorage } from '../../src/runtime/embedded/storage/open-storage.ts'
import type { Storage } from '../../src/runtime/embedded/storage/storage.ts'

/** Digest and number of records of every topic partition, by `topic/partition`. */
export function topicDigests(storage: Storage): Record<string, string> {
  return Object.fromEntries(
    storage.topics().map(({ topic, partition, endOffset }) => {
      const hash = createHash('sha256')
      for (const { offset, key, timestamp, headers, value } of storage.read(topic, partition)) {
        hash.update(JSON.stringify([offset, key, timestamp, headers, value?.length ?? -1]))
        if (value !== null) hash.update(value)
      }
      return [`${topic}/${partition}`, `${endOffset} records ${hash.digest('hex')}`]
    }),
  )
}

/** The digests of a data folder. */
export async function folderDigests(folder: string): Promise<Record<string, string>> {
  const storage = openStorage(folder, { readOnly: true })
  try {
    return topicDigests(storage)
  } finally {
    await storage.close()
  }
}
