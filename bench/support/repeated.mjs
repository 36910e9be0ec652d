/** The shipped recording end to end, as often as a case wants it. */
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { SHIPPED_CANDLES } from '../../dist/connectors/recordings/index.js'

const SIX_DAYS_MS = 6 * 86_400_000

/** Writes the recording `times` times to a file in the folder, each six days after the one before, and hands back its path. */
export async function repeated(folder, times) {
  const file = join(folder, `x${times}.csv`)
  const out = createWriteStream(file)
  for (let i = 0; i < times; i++) {
    const lines = createInterface({ input: createReadStream(SHIPPED_CANDLES).pipe(createGunzip()) })
    let isHeader = true
    for await (const line of lines) {
      const at = line.indexOf(',')
      const text = isHeader ? line : `${Number(line.slice(0, at)) + i * SIX_DAYS_MS}${line.slice(at)}`
      if ((!isHeader || i === 0) && !out.write(`${text}\n`)) await once(out, 'drain')
      isHeader = false
    }
  }
  out.end()
  await once(out, 'finish')
  return file
}
