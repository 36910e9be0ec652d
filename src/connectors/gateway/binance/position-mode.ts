/** How an account holds positions at Binance: one a symbol (ONE_WAY) is what is traded; a hedge-mode account is refused. */
import { boolean, object, picklist, safeParse, union } from 'valibot'
import { LiveRefused } from '../load-keys.ts'
import { outcomeOf } from './errors.ts'
import type { LeasedClient } from './leased-client.ts'

const Mode = object({ dualSidePosition: union([boolean(), picklist(['true', 'false'])]) })

/** @throws LiveRefused when the account is in hedge mode, or its mode cannot be learnt. */
export async function checkPositionMode(client: LeasedClient): Promise<void> {
  const mode = safeParse(Mode, await askMode(client))
  if (!mode.success)
    throw new LiveRefused('the exchange did not say how the account holds positions; nothing is sent to it')
  if (String(mode.output.dualSidePosition) === 'true')
    throw new LiveRefused(
      'the account is in hedge mode; switch it to one-way mode at the exchange, with no position open',
    )
}

async function askMode(client: LeasedClient): Promise<unknown> {
  try {
    return await client.fapiPrivateGetPositionSideDual()
  } catch (error) {
    throw new LiveRefused(`the account's position mode could not be asked for: ${outcomeOf(error).text}`)
  }
}
