/** What a key may do at Binance: one that can withdraw is refused, and so is one that cannot trade. */
import { boolean, object, safeParse } from 'valibot'
import { LiveRefused } from '../load-keys.ts'
import { outcomeOf } from './errors.ts'
import type { LeasedClient } from './leased-client.ts'

const Rights = object({
  enableWithdrawals: boolean(),
  enableFutures: boolean(),
  enableInternalTransfer: boolean(),
  permitsUniversalTransfer: boolean(),
})

/** @throws LiveRefused when the key may move money away, may not trade futures, or its rights cannot be learnt. */
export async function checkKeyRights(client: LeasedClient): Promise<void> {
  const rights = safeParse(Rights, await askRights(client))
  if (!rights.success) throw new LiveRefused('the exchange did not say what the key may do; nothing is sent with it')
  const { enableWithdrawals, enableInternalTransfer, permitsUniversalTransfer, enableFutures } = rights.output
  if (enableWithdrawals || enableInternalTransfer || permitsUniversalTransfer) {
    throw new LiveRefused('the key may withdraw or transfer; make one that can only read and trade futures')
  }
  if (!enableFutures) throw new LiveRefused('the key may not trade futures; enable futures for it, nothing else')
}

async function askRights(client: LeasedClient): Promise<unknown> {
  try {
    return await client.sapiGetAccountApiRestrictions()
  } catch (error) {
    throw new LiveRefused(`the key's rights could not be asked for: ${outcomeOf(error).text}`)
  }
}
