#!/usr/bin/env node
// `npm run golden:update`: makes the golden recordings anew with the code of today, and prints what has changed in them.
// The one of a Kafka run needs a broker and a registry, and comes of its test:
// `rm -r test/golden/kafka; ILF_GOLDEN=$PWD/test/golden/kafka npx vitest run --project kafka test/kafka/replay.test.ts`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const golden = join(root, 'test/golden/embedded')
const scratch = mkdtempSync(join(tmpdir(), 'ilf-golden-'))
const SLICE = ['--symbols', 'ICPUSDT,IMXUSDT,METISUSDT,TONUSDT', '--to', '2025-12-13T22:30']
try {
  const [data, out] = [join(scratch, 'data'), join(scratch, 'recording')]
  ilf('run', '--data', data, '--json', ...SLICE)
  ilf('record', '--data', data, '--out', out)
  if (existsSync(golden)) console.log(ilf('diff', golden, out))
  rmSync(golden, { recursive: true, force: true })
  renameSync(out, golden)
  console.log(`${golden} is made anew`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function ilf(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    encoding: 'utf8',
  })
  if (status !== 0 && args[0] !== 'diff') throw new Error(`ilf ${args.join(' ')} failed: ${stderr}`)
  return stdout
}
