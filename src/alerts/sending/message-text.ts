/** A message as plain text: one alert with what there is to know of it, or several and how many more. */
import { formatMany } from '../../report/format.ts'
import type { Alert } from '../alert.ts'
import type { Message } from './outbox.ts'

const MARKS = { critical: '‼ ', warning: '⚠ ', info: '' } as const

export function messageText({ alerts, more, dropped }: Message): string {
  return [
    ...alerts.map(alertText),
    ...(more === 0 ? [] : [`and ${more} more`]),
    ...(dropped === 0
      ? []
      : [`${formatMany(dropped, 'earlier alert')} could not be sent: too many came, or nobody took them`]),
  ].join(alerts.length + more + dropped > 1 ? '\n\n' : '\n')
}

function alertText({ severity, title, text, timeMs, account }: Alert): string {
  const place = [account, `${new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`]
  return [`${MARKS[severity]}${title}`, text, place.filter((part) => part !== null).join(', ')]
    .filter((line) => line !== '')
    .join('\n')
}
