/** Modules of the tests, which are TypeScript, for cases that need the same parts: broker, registry, exchange. */
import { runnerImport } from 'vite'

/** @param path below `test/` */
export async function testModule(path) {
  const file = new URL(`../../test/${path}`, import.meta.url).pathname
  return (await runnerImport(file, { configFile: false, logLevel: 'error' })).module
}
