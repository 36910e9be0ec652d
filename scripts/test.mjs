#!/usr/bin/env node
// What `npm test` runs: the static checks, then vitest with the arguments it was given. Ends with one plain line,
// `N passed, N failed`, in which every static check counts as a test; the exit code is 1 where anything failed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))

const CHECKS = [
  ['generated records are fresh', 'scripts/generate-records.mjs', '--check'],
  ['lint and format', 'node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  ['types', 'node_modules/typescript/bin/tsc', '--noEmit'],
  ['types of the page', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/dashboard/page'],
]

const total = { passed: 0, failed: 0, skipped: 0, again: [] }
for (const [name, script, ...args] of CHECKS) {
  const passed = check(name, script, args)
  total[passed ? 'passed' : 'failed'] += 1
}
addTests(process.argv.slice(2))
for (const told of total.again) console.log(`\n! passed only at the second try: ${told}`)
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exitCode = total.failed > 0 ? 1 : 0

/** Runs a check; what it prints is shown only when it fails. */
function check(name, script, args) {
  const { status, stdout, stderr } = node(script, args, 'pipe')
  const passed = status === 0
  console.log(`${passed ? '✓' : '✗'} ${name}`)
  if (!passed) console.log([stdout, stderr].join('\n').trim())
  return passed
}

function addTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'ilf-test-'))
  const file = join(folder, 'results.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const { status } = node('node_modules/vitest/vitest.mjs', ['run', ...reporters, ...args], 'inherit')
    const failedBefore = total.failed
    if (existsSync(file)) addResults(JSON.parse(readFileSync(file, 'utf8')))
    // Vitest also fails for what is no test: an unhandled rejection, no test found, a crash.
    if (status !== 0 && total.failed === failedBefore) total.failed += 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function addResults({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  // A file that cannot be loaded has failed without a single test.
  const unloadable = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  total.passed += numPassedTests
  total.failed += numFailedTests + unloadable.length
  total.skipped += numPendingTests + numTodoTests
  total.again.push(...testResults.flatMap(secondTries))
}

/** Where CI is set a test that waits for other processes is tried again; that it needed to be is told. */
function secondTries({ name, assertionResults }) {
  return assertionResults.flatMap(({ status, fullName, failureMessages: [first] }) =>
    status === 'passed' && first !== undefined ? [`${name.replace(root, '')}: ${fullName}\n${headOf(first)}`] : [],
  )
}

function headOf(text) {
  return text.split('\n').slice(0, 6).join('\n').slice(0, 1_000)
}

function node(script, args, stdio) {
  return spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, encoding: 'utf8', stdio })
}
