/** The Java runtimes of this machine. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export interface Java {
  /** Path of the `java` program. */
  readonly command: string
  /** Feature release: 17, 21, 25. */
  readonly major: number
}

const JVM_FOLDERS = [
  '/usr/lib/jvm',
  '/usr/java',
  '/opt/java',
  join(homedir(), '.sdkman/candidates/java'),
  '/Library/Java/JavaVirtualMachines',
]

/** Every runtime found by JAVA_HOME, by PATH and in the usual folders, oldest release first. */
export function findJavas(): readonly Java[] {
  const homes = [process.env.JAVA_HOME, javaOnPath(), ...JVM_FOLDERS.flatMap(installed)]
  const distinct = new Set(
    homes.flatMap((home) => (home !== undefined && existsSync(home) ? [realpathSync(home)] : [])),
  )
  return [...distinct].flatMap(readHome).sort((one, other) => one.major - other.major)
}

function javaOnPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.map((folder) => join(folder, 'java')).find((file) => existsSync(file))
  return found === undefined ? undefined : dirname(dirname(realpathSync(found)))
}

function installed(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => [join(folder, name), join(folder, name, 'Contents/Home')])
}

function readHome(home: string): readonly Java[] {
  const release = join(home, 'release')
  const command = join(home, 'bin/java')
  if (!existsSync(release) || !existsSync(command)) return []
  const major = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(readFileSync(release, 'utf8'))?.[1]
  return major === undefined ? [] : [{ command, major: Number(major) }]
}
