/** What the page's overview shows. Times are Unix ms, money decimal text or plain numbers in quote units, ratios fractions. */

/** The account at one moment: time, equity, fall from the highest equity so far as a fraction. */
export type EquityPoint = readonly [timeMs: number, equity: number, drawdownRatio: number]

export interface OpenPosition {
  readonly positionId: string
  readonly signalId: string
  readonly symbol: string
  readonly side: string
  readonly leverage: number
  readonly quantity: string
  readonly entryPrice: number
  /** Last price of the symbol; null before its first tick. */
  readonly markPrice: number | null
  /** Unrealised profit at the mark price, quote units. */
  readonly pnl: number | null
  /** The same over the margin. */
  readonly pnlRatio: number | null
  readonly stopPrice: number | null
  /** Way from the mark to the stop, fraction of the mark; negative: the mark is beyond it. */
  readonly stopDistanceRatio: number | null
  readonly nextTargetPrice: number | null
  readonly nextTargetDistanceRatio: number | null
  readonly liquidationPrice: number | null
  readonly openedAtMs: number
}

export interface TopologyPulse {
  readonly name: string
  /** Outputs written since the beginning. */
  readonly outputs: number
  /** Outputs per second of wall time, over the last few seconds. */
  readonly outputsPerSecond: number
  /** Event time of its last output; null before the first. */
  readonly lastOutputMs: number | null
  /** For how long its input moves although it takes nothing, ms; null where it does what it should. */
  readonly standsStillMs: number | null
  /**
   * How far the event time of the last input it took is behind the run's, ms; null where nothing tells, and in a data
   * folder, where all topologies go by one clock.
   */
  readonly lastInputAgoMs: number | null
  /**
   * Records of its inputs that it has not committed yet, as `kafka-consumer-groups` counts them; null where nothing
   * tells, and in a data folder.
   */
  readonly lagRecords: number | null
}

/** A process of the cluster, as its health port describes it. */
export interface MemberState {
  readonly address: string
  readonly isReady: boolean
  /** What it is doing, or what keeps it from working. */
  readonly reason: string
  /** What it has read of the changelogs it had to read at its last start, fraction; null where it does not say. */
  readonly restoredRatio: number | null
}

/** How a dashboard stands to the cluster it follows. */
export interface SourceLink {
  /** Wall clock of the last answer, Unix ms, where the cluster does not answer; null where it does. */
  readonly awaySinceMs: number | null
  /** What keeps it from following for good; null while it follows. */
  readonly trouble: string | null
  /** Whether it is still reading what lies there. */
  readonly isCatchingUp: boolean
}

export interface Overview {
  /** The data folder or cluster that is shown. */
  readonly source: string
  /** Null for a folder. */
  readonly link: SourceLink | null
  /** Stream time; null before the first commit. */
  readonly streamTimeMs: number | null
  /** True while records keep coming. */
  readonly isMoving: boolean
  readonly ticks: number
  readonly ticksPerSecond: number
  readonly account: {
    readonly name: string
    readonly balance: number
    /** Balance and open positions at the last prices; where one has no price, as the account last said. */
    readonly equity: number
    readonly marginRatio: number
    readonly exposureRatio: number
    readonly drawdownRatio: number
    readonly mode: string
    readonly modeReason: string | null
    readonly closedPositions: number
    readonly winRateRatio: number | null
  } | null
  /** The last point is at the last prices. */
  readonly equity: readonly EquityPoint[]
  /** Stretches of the data without a tick of anybody. */
  readonly gaps: {
    readonly stretches: readonly { readonly fromMs: number; readonly toMs: number }[]
    /** Positions that were opened before one and closed behind it. */
    readonly positions: number
    /** What they came to together, net, quote units: nobody could act in between. */
    readonly pnl: number
  }
  readonly positions: readonly OpenPosition[]
  /** The last hour of event time. */
  readonly lastHour: {
    readonly signals: number
    readonly intents: number
    readonly refusals: readonly { readonly reason: string; readonly count: number }[]
  }
  readonly topologies: readonly TopologyPulse[]
  /** Those the dashboard was told to ask. */
  readonly members: readonly MemberState[]
  readonly deadLetters: number
}
