/** The released versions of the schemas, as `scripts/release-schemas.mjs` keeps them, and the check against them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compatibilityProblems } from './compatibility.ts'

/** One released version of a schema. */
export interface ReleasedSchema {
  /** Name of the schema, for example `market.tick`. */
  readonly name: string
  /** Counts from 1. */
  readonly version: number
  readonly schema: object
}

const VERSION_FILE = /^v([1-9]\d*)\.avsc$/

/** Reads `<folder>/<name>/v<version>.avsc`, by name and version. Throws where a file is no JSON. */
export function readReleased(folder: string): readonly ReleasedSchema[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) =>
      readdirSync(join(folder, name))
        .flatMap((file) => {
          const version = Number(VERSION_FILE.exec(file)?.[1] ?? 0)
          return version === 0
            ? []
            : [{ name, version, schema: JSON.parse(readFileSync(join(folder, name, file), 'utf8')) }]
        })
        .sort((a, b) => a.version - b.version),
    )
}

/**
 * What is wrong with the current schemas, seen from every version ever released: nothing when each of them is FULL
 * compatible with all of its versions (FULL_TRANSITIVE).
 *
 * @param current the schemas by name, for example `SCHEMAS`
 * @returns one sentence per problem, beginning with schema and version
 */
export function contractProblems(
  current: Readonly<Record<string, object>>,
  released: readonly ReleasedSchema[],
): readonly string[] {
  const unreleased = Object.keys(current)
    .filter((name) => !released.some((version) => version.name === name))
    .map((name) => `${name}: was never released: run node scripts/release-schemas.mjs`)
  const broken = released.flatMap(({ name, version, schema }) => {
    const now = current[name]
    if (now === undefined) return [`${name} v${version}: was released and is gone from schemas/: put it back`]
    return compatibilityProblems(now, schema).map((problem) => `${name} v${version}: ${problem}`)
  })
  return [...unreleased, ...broken]
}
