/** The source files as the architecture check sees them: imports, and code without comments and quoted text. */
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))

/** One import or re-export. */
export interface Import {
  /** A package, or a path below src. */
  readonly target: string
  readonly isPackage: boolean
  readonly isTypeOnly: boolean
  /** What it takes by name; empty for `* as x` and for side effects. */
  readonly names: readonly string[]
}

export interface SourceFile {
  /** Path below src, for example `domain/atr.ts`. */
  readonly path: string
  readonly text: string
  /** The text without comments and without what stands in quotes; template literals stay, as they may hold code. */
  readonly code: string
  readonly imports: readonly Import[]
}

const COMMENT_OR_QUOTED = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g
const STATEMENT =
  /^(?:import|export)\s+(type\s+)?([\w$*{}\s,]+?)\s+from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm

/** Every TypeScript file below src. */
export function sourceFiles(): readonly SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => sourceFile(path, readFileSync(`${SRC}${path}`, 'utf8')))
}

/** A source file from its path below src and its text. */
export function sourceFile(path: string, text: string): SourceFile {
  const code = text.replace(COMMENT_OR_QUOTED, (found) => (found.startsWith('/') ? '' : "''"))
  return { path, text, code, imports: importsOf(path, text.replace(/\/\*[\s\S]*?\*\//g, '')) }
}

function importsOf(path: string, text: string): readonly Import[] {
  return [...text.matchAll(STATEMENT)].map(([, type, clause = '', from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? ''
    const isPackage = !specifier.startsWith('.')
    const named = /\{([^}]*)\}/.exec(clause)?.[1] ?? ''
    const items = named
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
    return {
      target: isPackage ? specifier : posix.join(posix.dirname(path), specifier),
      isPackage,
      isTypeOnly: type !== undefined || (items.length > 0 && items.every((item) => item.startsWith('type '))),
      names: items.map((item) => item.replace(/^type\s+/, '').replace(/\s+as\s+.*$/, '')),
    }
  })
}
