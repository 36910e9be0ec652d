/** Refuses to rebuild under running members: they would go on from the state that is being replaced. */
import { StreamError } from '../../errors.ts'
import type { ClusterOptions } from '../client/connection.ts'
import { groupMembers } from '../group/group-admin.ts'

/** Throws a halt error that names the groups with members alive. */
export async function checkStopped(cluster: ClusterOptions, concerns: (groupId: string) => boolean): Promise<void> {
  const alive = (await groupMembers(cluster, concerns)).filter(({ members }) => members > 0)
  if (alive.length === 0) return
  const which = alive.map(({ groupId, members }) => `${groupId} (${members} ${members === 1 ? 'member' : 'members'})`)
  throw new StreamError(
    'GROUP_ALIVE',
    'halt',
    `members are running: ${which.join(', ')}. Stop them first; a killed one is forgotten after its session, six seconds`,
  )
}
