/** The Apicurio registry's own application from Maven Central, in the newest version that a Java here can run. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findJavas, type Java } from '../java/java.ts'
import { mavenFolder } from '../java/maven-cache.ts'

export interface Release {
  readonly version: string
  readonly oldestJava: number
  /** The jar to start, beside its libraries. */
  readonly jar: string
  /** Its setting for where the data is. */
  readonly dataUrl: string
}

/** Newest first. */
const RELEASES: readonly Release[] = [
  { version: '3.3.3', oldestJava: 21, jar: 'quarkus-run.jar', dataUrl: 'apicurio.datasource.url' },
  {
    version: '2.6.13.Final',
    oldestJava: 17,
    jar: 'apicurio-registry-app-2.6.13.Final-runner.jar',
    dataUrl: 'registry.datasource.url',
  },
]
const UNPACK = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack'

/** How to run the registry. */
export interface ApicurioJava {
  /** Path of the `java` program. */
  readonly command: string
  /** Path of the jar to start. */
  readonly jar: string
  /** The system property that says where the data is, a JDBC URL. */
  readonly dataUrl: string
}

/** Why the registry cannot be run here; null where it can, once it is fetched. */
export async function apicurioMissing(java: Java | undefined = newestJava()): Promise<string | null> {
  const release = java === undefined ? undefined : releaseFor(java)
  return release === undefined ? 'no Java 17 or newer was found' : null
}

/** Fetches the registry (160 MB) with Maven when it is not cached yet. */
export async function apicurioJava(java: Java | undefined = newestJava()): Promise<ApicurioJava> {
  const release = java === undefined ? undefined : releaseFor(java)
  if (java === undefined || release === undefined) throw new Error('the registry needs Java 17 or newer')
  const artifact = `io.apicurio:apicurio-registry-app:${release.version}:tar.gz:all`
  const folder = await mavenFolder(`apicurio-${release.version}`, [UNPACK, `-Dartifact=${artifact}`])
  const jar = join(folder, release.jar)
  if (!existsSync(jar)) throw new Error(`${artifact} has no ${release.jar}`)
  return { command: java.command, jar, dataUrl: release.dataUrl }
}

function newestJava(): Java | undefined {
  return findJavas().at(-1)
}

/** The newest release that this Java runs; undefined where it runs none. */
export function releaseFor({ major }: Java): Release | undefined {
  return RELEASES.find(({ oldestJava }) => major >= oldestJava)
}
