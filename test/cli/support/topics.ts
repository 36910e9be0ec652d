/** The topics of a data folder, to be compared. */
import { openReader } from '../../../src/app.ts'

/**
 * Every record of every topic as text, by topic: key, timestamp, headers and value bytes. Without the order topics,
 * whose records are one a commit: a paced run commits more often than one at full speed.
 */
export async function topicBytes(folder: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { storage } = openReader(folder)
  try {
    const topics = storage.topics().filter(({ topic }) => !topic.endsWith('.order'))
    return Object.fromEntries(
      topics.map(({ topic, partition }) => {
        const records = [...storage.read(topic, partition)]
        const texts = records.map(({ key, timestamp, headers, value }) =>
          [key, timestamp, JSON.stringify(headers), value?.toString('hex')].join(' '),
        )
        return [`${topic}/${partition}`, texts]
      }),
    )
  } finally {
    await storage.close()
  }
}
