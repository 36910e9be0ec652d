/** Which member gets which lanes: evenly, and whoever has a lane keeps it. */

/** A member of the group and the lanes it holds now. */
export interface Holder {
  readonly member: string
  readonly lanes: readonly number[]
}

/**
 * Shares `laneCount` lanes out among the members. Loads differ by at most one; a lane moves only if its holder is gone
 * or has more than its share. The result does not depend on the order of the members.
 */
export function assignLanes(laneCount: number, holders: readonly Holder[]): ReadonlyMap<string, readonly number[]> {
  const sorted = [...holders].sort((a, b) => b.lanes.length - a.lanes.length || (a.member < b.member ? -1 : 1))
  const least = Math.floor(laneCount / Math.max(1, sorted.length))
  let larger = laneCount - least * sorted.length
  const free = new Set(Array.from({ length: laneCount }, (_, lane) => lane))
  const shares = sorted.map(({ member, lanes }) => {
    const mine = [...new Set(lanes)].filter((lane) => free.has(lane)).sort((a, b) => a - b)
    const share = mine.length > least && larger > 0 ? least + 1 : least
    if (share > least) larger--
    const kept = mine.slice(0, share)
    for (const lane of kept) free.delete(lane)
    return { member, share, lanes: kept }
  })
  for (const holder of shares) {
    if (holder.share > least || larger === 0) continue
    holder.share++
    larger--
  }
  const left = [...free]
  for (const { share, lanes } of shares) while (lanes.length < share) lanes.push(left.shift()!)
  return new Map(shares.map(({ member, lanes }) => [member, lanes.sort((a, b) => a - b)]))
}
