/** One check of `ilf doctor`: what was looked at, and what came of it. */

export interface Finding {
  readonly name: string
  /** `skipped` where something before it must be put right first, or nobody asked for it. */
  readonly state: 'ok' | 'bad' | 'skipped'
  /** What was found; for a bad one also what to do. */
  readonly text: string
}

/** Looks, and resolves to what was found; what it throws is what is wrong. */
export type Check = () => Promise<string> | string

/** Carries a check out. An error is a finding, never the end of the examination. */
export async function finding(name: string, check: Check): Promise<Finding> {
  try {
    return { name, state: 'ok', text: await check() }
  } catch (error) {
    return { name, state: 'bad', text: error instanceof Error ? error.message : String(error) }
  }
}

export function skipped(name: string, text: string): Finding {
  return { name, state: 'skipped', text }
}
