#!/usr/bin/env node
// Copies every schema that differs from its last released version to schemas/released/<name>/v<next>.avsc.
// A released version is never changed again: test/records/compatibility.test.ts holds the current ones against all.
// With --check it writes nothing and fails when a schema was changed since its last release.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const schemas = new URL('../schemas/', import.meta.url)
const released = new URL('released/', schemas)
const isCheck = process.argv.includes('--check')

/** The number of the last released version, 0 for none. */
function lastVersion(folder) {
  const files = existsSync(folder) ? readdirSync(folder) : []
  const versions = files.map((file) => Number(/^v(\d+)\.avsc$/.exec(file)?.[1] ?? 0))
  return Math.max(0, ...versions)
}

const changed = readdirSync(schemas)
  .filter((file) => file.endsWith('.avsc'))
  .sort()
  .flatMap((file) => {
    const name = file.replace(/\.avsc$/, '')
    const folder = new URL(`${name}/`, released)
    const last = lastVersion(folder)
    const text = readFileSync(new URL(file, schemas), 'utf8')
    // Compared as JSON, so that a change of the layout alone is no new version.
    const isSame =
      last > 0 &&
      JSON.stringify(JSON.parse(text)) ===
        JSON.stringify(JSON.parse(readFileSync(new URL(`v${last}.avsc`, folder), 'utf8')))
    return isSame ? [] : [{ name, text, folder, version: last + 1 }]
  })

if (changed.length === 0) {
  console.log('every schema is as it was last released')
} else if (isCheck) {
  for (const { name, version } of changed)
    console.error(`${name} is not released as v${version}: run node scripts/release-schemas.mjs`)
  process.exit(1)
} else {
  for (const { name, version, text, folder } of changed) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(new URL(`v${version}.avsc`, folder), text)
    console.log(`released ${name} v${version}`)
  }
  console.log('now run npm test: it says whether these versions are compatible with those before them')
}
