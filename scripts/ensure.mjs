#!/usr/bin/env node
// Makes a fresh clone ready before `npm start` and `npm test`: checks Node, installs what package-lock.json names, and
// with --build compiles src/ to dist/. Does nothing, in a few hundredths of a second, where nothing has changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const dist = join(root, 'dist')
const stampFile = '.built-from'

try {
  requireNode(20, 19)
  if (!isInstalled()) install()
  if (process.argv.includes('--build')) {
    build()
    linkCommand()
  }
} catch (error) {
  process.stderr.write(`error: ${error.message}\n`)
  process.exitCode = 1
}

function requireNode(major, minor) {
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number)
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return
  throw new Error(
    `ilf-streams needs Node ${major}.${minor} or newer, this is ${process.versions.node}: https://nodejs.org/`,
  )
}

/** Whether node_modules holds every package of package-lock.json in its version; packages of other platforms may miss. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  const has = JSON.parse(readFileSync(installed, 'utf8')).packages
  const wants = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wants).every(([path, { version, optional }]) => {
    if (path === '') return true
    return has[path]?.version === version || (optional === true && has[path] === undefined)
  })
}

function install() {
  process.stderr.write('Installing dependencies (npm ci) …\n')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const shell = process.platform === 'win32'
  run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci failed', { shell })
}

function build() {
  const wanted = sourceDigest()
  if (builtFrom(dist) === wanted) return
  process.stderr.write('Compiling src/ to dist/ …\n')
  // Compiled beside and then swapped in: a run that is going on, or a failed build, keeps a whole dist/.
  const fresh = `${dist}-${process.pid}`
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  try {
    run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh], 'src/ does not compile')
    if (existsSync(inRoot('src/dashboard/page'))) buildPage(join(fresh, 'dashboard', 'page'))
    chmodSync(join(fresh, 'cli', 'main.js'), 0o755)
    writeFileSync(join(fresh, stampFile), wanted)
    swapIn(fresh, wanted)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function buildPage(outDir) {
  const vite = inRoot('node_modules/vite/bin/vite.js')
  run(
    process.execPath,
    [vite, 'build', 'src/dashboard/page', '--outDir', outDir],
    "the dashboard's page does not build",
  )
}

/** Two builds may end at once: the one that comes second finds the work done. */
function swapIn(fresh, wanted) {
  const old = `${fresh}-old`
  try {
    if (builtFrom(dist) === wanted) return
    if (existsSync(dist)) renameSync(dist, old)
    renameSync(fresh, dist)
  } catch (error) {
    if (builtFrom(dist) !== wanted) throw error
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}

/** Digest of what a build depends on: path, size and time of change of every source, compiler settings, compiler. */
function sourceDigest() {
  const hash = createHash('sha256')
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  for (const file of [
    ...sources.sort(),
    ...['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map(inRoot),
  ]) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function inRoot(name) {
  return join(root, name)
}

function builtFrom(folder) {
  const file = join(folder, stampFile)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** Runs a program; what it prints is shown only when it fails, and then ends this script. */
function run(command, args, failure, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', ...options })
  if (status === 0) return
  throw new Error(`${failure}\n${[stdout, stderr, error?.message].filter(Boolean).join('\n').trim()}`)
}

/** Makes `npx ilf` work in this folder: npm links the commands of dependencies, but not those of the package itself. */
function linkCommand() {
  const link = join(root, 'node_modules', '.bin', 'ilf')
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) return
  try {
    symlinkSync(join('..', '..', 'dist', 'cli', 'main.js'), link)
  } catch {
    // Where links are not allowed the command is `node dist/cli/main.js`; nothing else depends on the link.
  }
}
