/** The architecture checks: each takes source files and says what is wrong, where, and what to do instead. */
import { COMPOSITION, NODE_EXCEPTIONS, PACKAGES, ROOMS, roomOf, WITHOUT_NODE } from './rooms.ts'
import type { SourceFile } from './source-file.ts'

export const MAX_LINES = 250

/** Rooms in which time, chance and the outside world are arguments. */
const DETERMINISTIC: readonly string[] = ['domain', 'operators', 'topologies', 'topology', 'topics.ts']

const BANNED: readonly (readonly [what: string, pattern: RegExp, instead: string])[] = [
  ['Date.now', /\bDate\s*\.\s*now\b/, 'take the time as an argument: of the record, or now() of the context'],
  [
    'new Date()',
    /\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())/,
    'take the time as an argument: of the record, or now() of the context',
  ],
  ['Math.random', /\bMath\s*\.\s*random\b/, 'seed a generator from the record: seededRandom of domain/rng.ts'],
  [
    'a timer',
    /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/,
    'let the topology be woken: punctuateEveryMs',
  ],
  ['performance', /\bperformance\s*\.\s*\w/, 'measure from outside: in bench/ or in a driver'],
  ['process', /\bprocess\s*\.\s*\w/, 'take it as configuration'],
  ['console', /\bconsole\s*\.\s*\w/, 'emit a record: late, refused and unreadable are named outputs'],
  [
    'async code',
    /\basync\b|\bawait\b|\bPromise\b/,
    "everything is emitted within its input's step: return the outputs",
  ],
]

/** What operators and topologies may take from rxjs: nothing with a memory, a clock or a second subscription. */
const RXJS: readonly string[] = [
  'filter',
  'map',
  'merge',
  'pipe',
  'Observable',
  'OperatorFunction',
  'MonoTypeOperatorFunction',
  'UnaryFunction',
]
const BIND_STEP = 'operators/bind-step.ts'

type Check = (file: SourceFile) => readonly string[]

const isIn = (file: SourceFile, rooms: readonly string[]) => rooms.includes(roomOf(file.path) ?? '')

/** Imports go along the arrows of DESIGN, 5. */
export const arrows: Check = (file) => {
  if (COMPOSITION.includes(file.path)) return []
  const room = roomOf(file.path)
  const rule = room === undefined ? undefined : ROOMS[room]
  if (room === undefined || rule === undefined)
    return [`${file.path}: is in no room: add its room to test/architecture/rooms.ts`]
  const allowed = [room, ...rule.imports]
  return file.imports.flatMap(({ target, isPackage, isTypeOnly }) => {
    if (isPackage) return []
    const other = roomOf(target) ?? target
    const isNested = other.startsWith(`${room}/`) && room !== 'runtime'
    if (allowed.includes(other) || isNested || (isTypeOnly && rule.types?.includes(other))) return []
    const what = isTypeOnly ? 'types of ' : ''
    return [
      `${file.path}: must not import ${what}${target}: ${room} may import ${list(rule.imports)}, because ${rule.because}`,
    ]
  })
}

/** Topologies meet at topics, never in code. */
export const apart: Check = ({ path, imports }) => {
  if (roomOf(path) !== 'topologies' || path === 'topologies/index.ts') return []
  return imports
    .filter(({ target }) => roomOf(target) === 'topologies')
    .map(
      ({ target }) =>
        `${path}: must not import ${target}: topologies meet at topics; move what both need to operators or domain`,
    )
}

/** Each package has its home. */
export const packages: Check = ({ path, imports }) =>
  imports.flatMap(({ target, isPackage }) => {
    if (!isPackage || target.startsWith('node:')) return []
    const name = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/')[0] ?? target)
    const homes = PACKAGES[name]
    if (homes === undefined)
      return [`${path}: imports ${name}, which has no home: decide which room owns it in test/architecture/rooms.ts`]
    if (homes.some((home) => path.startsWith(home))) return []
    return [`${path}: must not import ${name}: it belongs to ${list(homes)}; use what that room exports`]
  })

/** The inner rooms do without node's own modules. */
export const nodeModules: Check = (file) => {
  if (!isIn(file, WITHOUT_NODE)) return []
  return file.imports
    .filter(({ target }) => target.startsWith('node:') && !NODE_EXCEPTIONS[file.path]?.includes(target))
    .map(
      ({ target }) =>
        `${file.path}: must not import ${target}: leave files, sockets and clocks to connectors and drivers`,
    )
}

/** Time and randomness are arguments. */
export const determinism: Check = (file) => {
  if (!isIn(file, DETERMINISTIC)) return []
  return BANNED.filter(([, pattern]) => pattern.test(file.code)).map(
    ([what, , instead]) => `${file.path}: uses ${what}: ${instead}`,
  )
}

/** State lives in named stores, so RxJS operators that remember are out. */
export const rxjsNames: Check = (file) => {
  if (!isIn(file, ['operators', 'topologies'])) return []
  const allowed = file.path === BIND_STEP ? [...RXJS, 'share'] : RXJS
  return file.imports.flatMap(({ target, names }) => {
    if (target !== 'rxjs')
      return target.startsWith('rxjs/') ? [`${file.path}: must not import ${target}: import from rxjs`] : []
    if (names.length === 0) return [`${file.path}: name what it imports from rxjs`]
    return names
      .filter((name) => !allowed.includes(name))
      .map(
        (name) =>
          `${file.path}: must not use ${name} of rxjs: keep state in a store with statefulMap or bindStep; allowed: ${list(RXJS)}`,
      )
  })
}

/** Where a step meets its stream, and where several streams are told apart. */
const SUBSCRIBERS = [BIND_STEP, 'operators/tagged.ts']

/** Nobody else subscribes. */
export const subscriptions: Check = (file) => {
  if (!isIn(file, ['operators', 'topologies']) || SUBSCRIBERS.includes(file.path)) return []
  if (!/\.\s*(?:subscribe|forEach\s*\(\s*async|toPromise)\s*\(/.test(file.code)) return []
  return [
    `${file.path}: must not subscribe: hand the stream to a sink, or to run() of the context; steps with state go through bindStep`,
  ]
}

/** Small files, each with a sentence that says what it is. */
export const shape: Check = ({ path, text }) => {
  if (path === 'records/generated.ts') return []
  const lines = text.trimEnd().split('\n').length
  const problems = lines > MAX_LINES ? [`${path}: has ${lines} lines, ${MAX_LINES} are the most: split it by idea`] : []
  const isDocumented = /^(?:#!.*\n)?\/\*\*\s+\S/.test(text)
  return isDocumented
    ? problems
    : [...problems, `${path}: must begin with a doc comment, /** one sentence saying what it is */`]
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ')
}
