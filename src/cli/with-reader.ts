/** What the inspecting commands share: the folder they read, and lines that wait for a slow reader of stdout. */
import { once } from 'node:events'
import type { Style } from '../inspect/style.ts'
import type { TopicReader } from '../runtime/embedded/topic-reader.ts'
import { hasColors } from './has-colors.ts'

/** The option that names the folder, as commander takes it. */
export const DATA_OPTION = ['--data <dir>', 'data folder (default: .ilf/data below the working directory)'] as const

/** Opens a data folder for reading, uses it, and closes it whatever happens. Throws a StorageError where it has no data. */
export async function withReader<T>(
  data: string | undefined,
  use: (reader: TopicReader) => Promise<T> | T,
): Promise<T> {
  const { openReader } = await import('../app.ts')
  const reader = openReader(data)
  try {
    return await use(reader)
  } finally {
    await reader.storage.close()
  }
}

/** Writes a line to stdout and waits where the reader is behind, so that a long topic does not pile up in memory. */
export async function writeLine(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
}

/** Colours where stdout is a terminal and NO_COLOR is not set. */
export async function stdoutStyle(): Promise<Style> {
  const { styleOf } = await import('../inspect/style.ts')
  return styleOf(hasColors(process.stdout))
}
