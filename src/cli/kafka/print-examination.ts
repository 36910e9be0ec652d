/** What `ilf doctor` prints: a line for each check as it is done, then whether anything is wrong. */
import type { Style } from '../../inspect/style.ts'
import { examine, type Finding, settingsOf } from '../../kafka-app.ts'
import type { DoctorOptions } from '../commands/doctor.ts'
import { EXIT_FAILURE } from '../failure.ts'
import { stdoutStyle, writeLine } from '../with-reader.ts'

const NAME_COLUMNS = 16

/** Examines and prints; exit code 1 where something is wrong. */
export async function printExamination(options: DoctorOptions): Promise<void> {
  const { set = [], live = false, testnet = false, exchangeUrl, json = false } = options
  const isAsked = live || testnet || exchangeUrl !== undefined
  const findings: Finding[] = []
  const style = await stdoutStyle()
  for await (const finding of examine({
    kafka: () => settingsOf(options),
    set,
    destination: isAsked ? { live, testnet, exchangeUrl } : null,
    environment: process.env,
    nodeVersion: process.version,
    now: Date.now,
  })) {
    findings.push(finding)
    await writeLine(json ? JSON.stringify(finding) : lineOf(finding, style))
  }
  const bad = findings.filter(({ state }) => state === 'bad').length
  if (bad > 0) process.exitCode = EXIT_FAILURE
  if (json) return
  const said = findings.filter(({ state }) => state !== 'skipped').length
  await writeLine(
    bad === 0 ? `\nNothing is wrong: ${said} checks passed.` : `\n${bad} of ${said} checks found something wrong.`,
  )
}

function lineOf({ name, state, text }: Finding, { good, bad, dim }: Style): string {
  const signs = { ok: good('✓'), bad: bad('✗'), skipped: dim('–') }
  return `${signs[state]} ${name.padEnd(NAME_COLUMNS)}${state === 'skipped' ? dim(text) : text}`
}
