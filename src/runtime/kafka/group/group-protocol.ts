/** What the members of a group tell one another, in the form the console tools understand. */
import { AssignerProtocol } from 'kafkajs'
import type { JoinAnswer } from '../client/wire-api.ts'
import { assignLanes, type Holder } from './assignment.ts'

/** Name of the assignment strategy; members with another one cannot join the group. */
export const PROTOCOL = 'ilf-lanes-1'

const VERSION = 1

/** Source partitions that come with a lane, by topic as the cluster names it. */
export type LanePartitions = (lane: number) => Readonly<Record<string, readonly number[]>>

/** What a member says when it joins: the topics it reads, and the lanes it holds. */
export function memberMetadata(topics: readonly string[], lanes: readonly number[]): Buffer {
  return AssignerProtocol.MemberMetadata.encode({
    version: VERSION,
    topics: [...topics],
    userData: lanesToBytes(lanes),
  })
}

/** The leader's work: an assignment for every member. */
export function assignments(
  members: JoinAnswer['members'],
  laneCount: number,
  partitionsOf: LanePartitions,
): readonly { readonly memberId: string; readonly memberAssignment: Buffer }[] {
  const holders: Holder[] = members.map(({ memberId, memberMetadata: metadata }) => ({
    member: memberId,
    lanes: lanesFromBytes(AssignerProtocol.MemberMetadata.decode(metadata)?.userData),
  }))
  return [...assignLanes(laneCount, holders)].map(([memberId, lanes]) => {
    const assignment: Record<string, number[]> = {}
    for (const lane of lanes) {
      for (const [topic, partitions] of Object.entries(partitionsOf(lane))) {
        assignment[topic] = [...(assignment[topic] ?? []), ...partitions]
      }
    }
    return {
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version: VERSION,
        assignment,
        userData: lanesToBytes(lanes),
      }),
    }
  })
}

/** The lanes of an assignment. */
export function lanesOf(memberAssignment: Buffer): readonly number[] {
  if (memberAssignment.length === 0) return []
  return lanesFromBytes(AssignerProtocol.MemberAssignment.decode(memberAssignment)?.userData)
}

function lanesToBytes(lanes: readonly number[]): Buffer {
  return Buffer.from(lanes.join(','), 'utf8')
}

function lanesFromBytes(bytes: Buffer | undefined): readonly number[] {
  const text = bytes?.toString('utf8') ?? ''
  return text === '' ? [] : text.split(',').map(Number)
}
