#!/usr/bin/env node
// Adds to package-lock.json the optional platform packages that the registry at hand did not have: without an entry for
// each of them `npm ci` refuses the whole lockfile, on every platform. Run it after `npm install` changed the lockfile.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const { packages } = lock
const added = []

for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`
    const hoisted = `node_modules/${name}`
    if (packages[nested] !== undefined || packages[hoisted] !== undefined || path === '') continue
    const [os] = /android|darwin|win32|linux|freebsd|openharmony|wasm32|sunos|netbsd|openbsd|aix/.exec(name) ?? []
    const [cpu] = /arm64|x64|ia32|arm|riscv64|s390x|ppc64|loong64|mips64el|wasm32/.exec(name) ?? []
    if (os === undefined || cpu === undefined) continue
    packages[hoisted] = {
      version,
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      ...(name.endsWith('musl') ? { libc: ['musl'] } : {}),
      optional: true,
      os: [os],
    }
    added.push(`${name}@${version}`)
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(added.length === 0 ? 'nothing to add' : `added ${added.join(', ')}`)
