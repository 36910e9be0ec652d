/** scripts/ensure.mjs on a project of three files: when it builds, and what it leaves when it cannot. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
let project: string

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), text)
}

/** @param path folder to look for programs in first */
function ensure(path = '') {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/ensure.mjs', '--build'], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${path}${delimiter}${process.env.PATH}` },
  })
  return { status, stderr }
}

function built(path: string): string {
  return readFileSync(join(project, 'dist', path), 'utf8')
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'ilf-ensure-'))
  for (const file of ['scripts/ensure.mjs', 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(join(root, file), join(project, file))
  mkdirSync(join(project, 'node_modules'))
  for (const name of ['typescript', '@typescript', '@types', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
  write('package.json', JSON.stringify({ name: 'small', version: '1.0.0', type: 'module' }))
  const packages = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0', optional: true },
  }
  write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages }))
  write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }))
  write('src/cli/main.ts', "export const text: string = 'first'\n")
})

afterEach(() => {
  rmSync(project, { recursive: true, force: true })
})

describe('ensure --build', () => {
  it('compiles, makes the command executable, and has nothing to do the second time', () => {
    expect(ensure()).toEqual({ status: 0, stderr: 'Compiling src/ to dist/ …\n' })
    expect(built('cli/main.js')).toContain("'first'")
    expect(statSync(join(project, 'dist/cli/main.js')).mode & 0o111).not.toBe(0)
    expect(ensure()).toEqual({ status: 0, stderr: '' })
  })

  it('compiles again after a change, and drops what has no source any more', () => {
    write('src/old.ts', 'export const old = 1\n')
    ensure()
    expect(existsSync(join(project, 'dist/old.js'))).toBe(true)
    rmSync(join(project, 'src/old.ts'))
    write('src/cli/main.ts', "export const text: string = 'the second'\n")
    expect(ensure().status).toBe(0)
    expect(built('cli/main.js')).toContain("'the second'")
    expect(existsSync(join(project, 'dist/old.js'))).toBe(false)
  })

  it('says what does not compile, and keeps the last good build', () => {
    ensure()
    write('src/cli/main.ts', "export const text: number = 'wrong'\n")
    const { status, stderr } = ensure()
    expect(status).toBe(1)
    expect(stderr).toContain('error: src/ does not compile')
    expect(stderr).toContain('src/cli/main.ts(1,14)')
    expect(built('cli/main.js')).toContain("'first'")
  })

  it('installs where a package is missing, and shows why that failed', () => {
    write('node_modules/.package-lock.json', JSON.stringify({ packages: {} }))
    // Stands for npm, so that the test neither downloads nor deletes anything.
    write('fake/npm', '#!/bin/sh\necho "no network for: $*"\nexit 1\n')
    chmodSync(join(project, 'fake/npm'), 0o755)
    const { status, stderr } = ensure(join(project, 'fake'))
    expect(status).toBe(1)
    expect(stderr).toMatch(/^Installing dependencies \(npm ci\) …\nerror: npm ci failed\nno network for: ci /)
  })
})
