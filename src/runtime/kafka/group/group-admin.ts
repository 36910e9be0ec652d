/** What the cluster knows of consumer groups, asked from outside: their members, and what they have committed. */
import type { Admin } from 'kafkajs'
import type { ClusterOptions } from '../client/connection.ts'
import { type GroupOffset, readersOf } from '../lane/offsets.ts'
import { withAdmin } from '../topics/topic-admin.ts'

/** How many members the consumer groups have that somebody is concerned with. */
export async function groupMembers(
  cluster: ClusterOptions,
  concerns: (groupId: string) => boolean,
): Promise<readonly { readonly groupId: string; readonly members: number }[]> {
  return withAdmin(cluster, async (admin) => {
    const ids = await groupIds(admin, concerns)
    if (ids.length === 0) return []
    const found = await admin.describeGroups(ids)
    return found.groups.map(({ groupId, members }) => ({ groupId, members: members.length }))
  })
}

/** What the groups that somebody is concerned with have committed; topics without the prefix. */
export async function committedOffsets(
  cluster: ClusterOptions,
  concerns: (groupId: string) => boolean,
): Promise<readonly GroupOffset[]> {
  const prefix = cluster.topicPrefix ?? ''
  return withAdmin(cluster, async (admin) => {
    const ids = await groupIds(admin, concerns)
    const found = await Promise.all(ids.map((groupId) => admin.fetchOffsets({ groupId })))
    return found.flat().flatMap(({ topic, partitions }) =>
      partitions.flatMap(({ partition, offset, metadata }) => {
        if (!topic.startsWith(prefix) || Number(offset) < 0) return []
        return [{ topic: topic.slice(prefix.length), partition, offset: Number(offset), readers: readersOf(metadata) }]
      }),
    )
  })
}

async function groupIds(admin: Admin, concerns: (groupId: string) => boolean): Promise<string[]> {
  const { groups } = await admin.listGroups()
  return groups.map(({ groupId }) => groupId).filter(concerns)
}
