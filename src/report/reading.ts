/** What the report reads a run through: topics as values, with the unreadable records counted instead of lost. */
import type { Topic } from '../topology/topic.ts'
import { Tally } from './tally.ts'

/** The part of a TopicReader that a report needs. */
export interface ReportReader {
  /** The records of a topic in the order of their offsets; an unreadable one has a null value. */
  records<V>(topic: Topic<V>, fromOffset?: number): Iterable<{ readonly value: V | null }>
  /** How many records a topic holds. */
  count(topic: string): number
  /** Stream time of the last commit, Unix ms; null before the first. */
  readonly timeMs: number | null
}

/** One pass over a run for the records of one account. */
export class Reading {
  readonly account: string
  /** Records that could not be read, by topic. */
  readonly unreadable = new Tally<string>()
  private readonly reader: ReportReader

  constructor(reader: ReportReader, account: string) {
    this.reader = reader
    this.account = account
  }

  /** Every readable value of a topic. */
  *all<V>(topic: Topic<V>): Iterable<V> {
    for (const { value } of this.reader.records(topic)) {
      if (value === null) this.unreadable.add(topic.name)
      else yield value
    }
  }

  /** The readable values of a topic that belong to the account. */
  *own<V extends { readonly account: string }>(topic: Topic<V>): Iterable<V> {
    for (const value of this.all(topic)) if (value.account === this.account) yield value
  }
}
