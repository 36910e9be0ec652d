/** The arrows of DESIGN, 5, and the bans that keep runs repeatable, on every file below src; and proof that they can fail. */
import { describe, expect, it } from 'vitest'
import {
  apart,
  arrows,
  determinism,
  MAX_LINES,
  nodeModules,
  packages,
  rxjsNames,
  shape,
  subscriptions,
} from './architecture/checks.ts'
import { sourceFile, sourceFiles } from './architecture/source-file.ts'

const files = sourceFiles()

describe('the source', () => {
  it('was found', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(files.find(({ path }) => path === 'app.ts')?.imports.length).toBeGreaterThan(5)
  })

  it.each([
    ['imports along the arrows', arrows],
    ['keeps topologies apart', apart],
    ['imports each package in its home only', packages],
    ['leaves node modules to the outer rooms', nodeModules],
    ['takes time and randomness as arguments', determinism],
    ['uses nothing of rxjs that remembers', rxjsNames],
    ['subscribes in one place', subscriptions],
    ['consists of small files that say what they are', shape],
  ])('%s', (_, check) => {
    expect(files.flatMap(check)).toEqual([])
  })
})

describe('the check finds', () => {
  it.each([
    ['domain importing rxjs', packages, 'domain/x.ts', "import { map } from 'rxjs'", /rxjs: it belongs to operators/],
    [
      'domain importing a topology',
      arrows,
      'domain/x.ts',
      "import { t } from '../topologies/x.ts'",
      /domain may import records/,
    ],
    [
      'domain importing types of operators',
      arrows,
      'domain/x.ts',
      "import type { T } from '../operators/x.ts'",
      /must not import types of operators/,
    ],
    [
      'an import over several lines',
      arrows,
      'domain/x.ts',
      "import {\n  a,\n  b,\n} from '../runtime/task.ts'",
      /runtime\/task\.ts/,
    ],
    ['a re-export', arrows, 'operators/x.ts', "export * from '../runtime/task.ts'", /operators may import/],
    [
      'a dynamic import',
      packages,
      'cli/x.ts',
      "const k = await import('kafkajs')",
      /kafkajs: it belongs to runtime\/kafka/,
    ],
    ['an import for its side effects', packages, 'runtime/x.ts', "import 'ccxt'", /ccxt: it belongs to connectors/],
    [
      'a package without a home',
      packages,
      'cli/x.ts',
      "import x from '@scope/left-pad/deep'",
      /@scope\/left-pad, which has no home/,
    ],
    [
      'decimal.js outside its file',
      packages,
      'domain/x.ts',
      "import { Decimal } from 'decimal.js'",
      /belongs to domain\/decimal\.ts/,
    ],
    ['lmdb outside the storage', packages, 'runtime/embedded/x.ts', "import { open } from 'lmdb'", /storage/],
    [
      'a driver that knows the other',
      arrows,
      'runtime/kafka/x.ts',
      "import { a } from '../embedded/restore.ts'",
      /drivers do not know each other/,
    ],
    [
      'a task that knows a driver',
      arrows,
      'runtime/task.ts',
      "import { a } from './embedded/restore.ts'",
      /knows no driver/,
    ],
    ['a command that goes past app', arrows, 'cli/x.ts', "import { a } from '../runtime/task.ts'", /goes through app/],
    ['a file in no room', arrows, 'utils/x.ts', '', /add its room/],
    ['a topology importing another', apart, 'topologies/x.ts', "import { y } from './y.ts'", /meet at topics/],
    ['a file system in the domain', nodeModules, 'domain/x.ts', "import { readFileSync } from 'node:fs'", /node:fs/],
    ['crypto outside ids', nodeModules, 'domain/rng.ts', "import { createHash } from 'node:crypto'", /node:crypto/],
    ['Date.now', determinism, 'domain/x.ts', 'const t = Date.now()', /take the time as an argument/],
    ['Date.now passed on', determinism, 'operators/x.ts', 'const now = Date . now', /Date\.now/],
    ['new Date()', determinism, 'topologies/x.ts', 'const d = new Date( )', /new Date/],
    ['Math.random in a template', determinism, 'domain/x.ts', `const id = \`x\${Math.random()}\``, /seededRandom/],
    ['a timer', determinism, 'operators/x.ts', 'setTimeout(() => 1, 2)', /punctuateEveryMs/],
    ['performance.now', determinism, 'topology/x.ts', 'performance.now()', /performance/],
    ['process.env', determinism, 'topologies/x.ts', 'process.env.A', /configuration/],
    ['console.log', determinism, 'operators/x.ts', 'console.log(1)', /emit a record/],
    ['async code', determinism, 'operators/x.ts', 'export async function f() {}', /within its input's step/],
    ['scan', rxjsNames, 'operators/x.ts', "import { map, scan as fold } from 'rxjs'", /must not use scan of rxjs/],
    ['share outside bind-step', rxjsNames, 'topologies/x.ts', "import { share } from 'rxjs'", /must not use share/],
    ['all of rxjs', rxjsNames, 'operators/x.ts', "import * as rx from 'rxjs'", /name what it imports/],
    ['rxjs/operators', rxjsNames, 'operators/x.ts', "import { map } from 'rxjs/operators'", /import from rxjs/],
    ['a subscription', subscriptions, 'topologies/x.ts', 'tick\n  .subscribe(() => 1)', /run\(\) of the context/],
    ['a long file', shape, 'cli/x.ts', `/** Long. */\n${'x\n'.repeat(MAX_LINES)}`, /has 251 lines/],
    ['a file that does not say what it is', shape, 'cli/x.ts', '// no doc\n', /must begin with a doc comment/],
  ] as const)('%s', (_, check, path, text, message) => {
    expect(check(sourceFile(path, text))).toEqual([expect.stringMatching(message)])
  })

  it.each([
    [
      'a ban named in a comment or a text',
      determinism,
      'domain/x.ts',
      "// Date.now()\n/* Math.random() */ const a = 'console.log'",
    ],
    ['a date made of a time', determinism, 'domain/x.ts', 'new Date(timeMs)'],
    ['an import in a comment', arrows, 'domain/x.ts', "/**\n * import { a } from '../runtime/task.ts'\n */"],
    [
      'share in bind-step',
      rxjsNames,
      'operators/bind-step.ts',
      "import { Observable, type OperatorFunction, share } from 'rxjs'",
    ],
    ['a subscription in bind-step', subscriptions, 'operators/bind-step.ts', 'source.subscribe({})'],
    ['types of records in the command line', arrows, 'cli/x.ts', "import type { A } from '../records/generated.ts'"],
    [
      'the storage within its driver',
      arrows,
      'runtime/embedded/x.ts',
      "import { open } from './storage/open-storage.ts'",
    ],
    ['everything in the composition root', arrows, 'app.ts', "import { a } from './runtime/task.ts'"],
    ['a shebang before the doc comment', shape, 'cli/main.ts', '#!/usr/bin/env node\n/** The command. */\n'],
  ] as const)('nothing wrong with %s', (_, check, path, text) => {
    expect(check(sourceFile(path, text))).toEqual([])
  })
})
