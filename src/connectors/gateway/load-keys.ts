/** Keys of an account: from the environment or from a file that only its owner can read, and never printable. */
import { readFileSync, statSync } from 'node:fs'
import { nonEmpty, object, parse, pipe, string, trim } from 'valibot'
import { Secret } from '../../config/secret.ts'

export interface Keys {
  readonly apiKey: Secret
  readonly secret: Secret
}

/** Going live or reading keys was refused; the message says what to do and never holds a key. */
export class LiveRefused extends Error {
  override readonly name = 'LiveRefused'
}

/** What the environment may say about keys. */
export type Environment = Readonly<Record<string, string | undefined>>

const KeyFile = object({ apiKey: pipe(string(), trim(), nonEmpty()), secret: pipe(string(), trim(), nonEmpty()) })
const OTHERS = 0o077

/**
 * ILF_API_KEY and ILF_API_SECRET, else the file ILF_KEY_FILE names: JSON with `apiKey` and `secret`, mode 600.
 * @throws LiveRefused when there are none, half of them, or others may read the file.
 */
export function loadKeys(environment: Environment): Keys {
  const { ILF_API_KEY: apiKey, ILF_API_SECRET: secret, ILF_KEY_FILE: path } = environment
  if (apiKey && secret) return { apiKey: new Secret(apiKey), secret: new Secret(secret) }
  if (apiKey || secret) throw new LiveRefused('only one of ILF_API_KEY and ILF_API_SECRET is set; set both')
  if (!path) throw new LiveRefused('no keys: set ILF_API_KEY and ILF_API_SECRET, or ILF_KEY_FILE to a file of mode 600')
  return readKeyFile(path)
}

function readKeyFile(path: string): Keys {
  const mode = modeOf(path)
  if ((mode & OTHERS) !== 0) {
    throw new LiveRefused(`others may read ${path} (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${path}`)
  }
  try {
    const { apiKey, secret } = parse(KeyFile, JSON.parse(readFileSync(path, 'utf8')))
    return { apiKey: new Secret(apiKey), secret: new Secret(secret) }
  } catch {
    // The cause is dropped on purpose: a parser's message may quote the file.
    throw new LiveRefused(`${path} is not JSON with the texts "apiKey" and "secret"`)
  }
}

function modeOf(path: string): number {
  try {
    return statSync(path).mode
  } catch (cause) {
    throw new LiveRefused(`the key file ${path} cannot be read`, { cause })
  }
}

/** The words that stand in for a typed confirmation. */
export const UNDERSTOOD = 'I_UNDERSTAND'

/**
 * Live trading is deliberate: `--live` and, beside it, ILF_LIVE=I_UNDERSTAND or the account's name typed.
 * @throws LiveRefused otherwise.
 */
export function confirmLive(live: boolean, account: string, environment: Environment, typed: string | undefined): void {
  if (!live) throw new LiveRefused('live trading needs --live; without it everything stays on paper')
  if (environment.ILF_LIVE === UNDERSTOOD || typed?.trim() === account) return
  throw new LiveRefused(
    `live trading was not confirmed: type the account's name (${account}) or set ILF_LIVE=${UNDERSTOOD}`,
  )
}
