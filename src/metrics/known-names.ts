/** Names that become labels where a record carries them as free text; a test compares them with what the code can say. */
import type { AskFailureCode } from '../connectors/ai-bridge/ask-failure.ts'
import type { Refusal } from '../connectors/market-ingest/tick-gate.ts'
import type { ProblemCode } from '../connectors/recordings/problem.ts'
import type { OrderPhase } from '../domain/execution/order.ts'
import type { ProposalRefusal } from '../domain/plan/propose.ts'
import type { AccountMode, DecisionReason, InstrumentStatus, OrderStatus } from '../records/generated.ts'

/** A type error says when a name is missing. */
type Every<Name extends string> = Readonly<Record<Name, true>>

const PROPOSALS: Every<ProposalRefusal> = {
  INVALID_REQUEST: true,
  NO_EQUITY: true,
  NO_ROOM: true,
  TICK_TOO_COARSE: true,
  LEVERAGE_BELOW_MINIMUM: true,
  QUANTITY_BELOW_MINIMUM: true,
  NOTIONAL_BELOW_MINIMUM: true,
  INVALID_INSTRUMENT: true,
}

const MODES: Every<AccountMode> = { ACTIVE: true, REDUCING: true, HALTED: true, DRAINING: true, UNKNOWN: true }

const STATUSES: Every<InstrumentStatus> = { TRADING: true, SUSPENDED: true, DELISTED: true, UNKNOWN: true }

const PHASES: Every<OrderPhase> = {
  SENT: true,
  NEW: true,
  PARTIALLY_FILLED: true,
  FILLED: true,
  CANCELED: true,
  REJECTED: true,
  EXPIRED: true,
  SKIPPED_STALE: true,
}

const REPORTS: Every<OrderStatus> = {
  NEW: true,
  PARTIALLY_FILLED: true,
  FILLED: true,
  CANCELED: true,
  REJECTED: true,
  EXPIRED: true,
  SKIPPED_STALE: true,
  UNKNOWN: true,
}

/** Statuses of `execution.report`. */
export const REPORT_STATUSES: ReadonlySet<string> = new Set(Object.keys(REPORTS))

const DECISIONS: Every<DecisionReason> = {
  ACCEPTED: true,
  DUPLICATE: true,
  INVALID_SIGNAL: true,
  HOLD: true,
  BELOW_THRESHOLD: true,
  FUTURE_SIGNAL: true,
  STALE_SIGNAL: true,
  NO_MARKET: true,
  STALE_MARKET: true,
  POSITION_OPEN: true,
  NO_POSITION: true,
  COOLDOWN: true,
  HALTED: true,
  UNKNOWN: true,
}

/** Reasons of `signal.decision`. */
export const DECISION_REASONS: ReadonlySet<string> = new Set(Object.keys(DECISIONS))

/** Reasons of `plan.decision`. */
export const PLAN_REASONS: ReadonlySet<string> = new Set([
  ...Object.keys(PROPOSALS),
  ...Object.keys(MODES).map((mode) => `ACCOUNT_${mode}`),
  ...Object.keys(STATUSES).map((status) => `INSTRUMENT_${status}`),
  ...Object.keys(PHASES).map((phase) => `ENTRY_${phase}`),
  'ALREADY_CLOSING',
  'BELOW_MIN_NOTIONAL',
  'BELOW_MIN_QUANTITY',
  'CLOSING',
  'DRAINING',
  'ENTERED',
  'EXPIRED',
  'INVALID_PLAN',
  'MAX_LEVERAGE',
  'MAX_OPEN_POSITIONS',
  'NO_INSTRUMENT',
  'NO_POSITION',
  'ORDER_RATE',
  'PLAN_ACTIVE',
  'POSITION_OPEN',
  'RESERVED',
  'STALE_INTENT',
  'UNKNOWN_CAUSE',
  'UNKNOWN_SIDE',
])

const ANSWERS: Every<AskFailureCode> = {
  UNREACHABLE: true,
  TIMEOUT: true,
  ENGINE_FAILED: true,
  ENGINE_BUSY: true,
  ENGINE_REFUSED: true,
  REDIRECTED: true,
  NOT_JSON: true,
  TOO_LARGE: true,
  INVALID_ANSWER: true,
  UNKNOWN_ACTION: true,
  CONFIDENCE_OUT_OF_RANGE: true,
  WRONG_SYMBOL: true,
  WRONG_TIMEFRAME: true,
  CIRCUIT_OPEN: true,
  STOPPED: true,
}

const READINGS: Every<Refusal> = {
  BASELINE: true,
  UNMOVED: true,
  KNOWN: true,
  BAD_PRICE: true,
  BAD_TIME: true,
  CROSSED_BOOK: true,
  FUTURE_TIME: true,
  TIME_BACKWARDS: true,
  PRICE_JUMP: true,
}

const LINES: Every<ProblemCode> = {
  MALFORMED_LINE: true,
  BAD_TIME: true,
  NOT_ALIGNED: true,
  BAD_SYMBOL: true,
  NOT_A_NUMBER: true,
  NON_POSITIVE_PRICE: true,
  NEGATIVE_VOLUME: true,
  HIGH_BELOW_LOW: true,
  OUTSIDE_RANGE: true,
  DUPLICATE_CANDLE: true,
  BROKEN_JSON: true,
  MISSING_FIELD: true,
  BAD_FIELD: true,
  UNKNOWN_ACTION: true,
  BAD_CONFIDENCE: true,
  SIGNAL_OUTSIDE_RECORDING: true,
}

/** Error codes of `dead.letter`. */
export const DEAD_LETTER_CODES: ReadonlySet<string> = new Set([
  ...Object.keys(ANSWERS),
  ...Object.keys(READINGS),
  ...Object.keys(LINES),
  'BAD_AVRO',
  'BAD_JSON',
  'LATE_TICK',
  'NOT_WIRE_FORMAT',
  'NO_KEY',
  'OUTPUT_TOO_LARGE',
  'STEP_FAILED',
  'TOMBSTONE',
  'UNKNOWN_SCHEMA_ID',
  'UNREADABLE',
  'WRONG_SCHEMA',
])

/** Codes of what a process on Kafka reports while it runs. */
export const ERROR_CODES: ReadonlySet<string> = new Set([
  'CHANGELOG_INCOMPLETE',
  'CHANGELOG_READ',
  'CLOSED',
  'CLUSTER_AWAY',
  'COMMANDS_LOST',
  'COMPRESSION',
  'COORDINATOR_BUSY',
  'GATEWAY_FENCED',
  'GROUP_AWAY',
  'INPUT_LOST',
  'INPUT_REPLACED',
  'LANE_FAILED',
  'LANE_FENCED',
  'LANE_STATE',
  'LEASE_LOST',
  'LOOP',
  'MOVED',
  'NOT_JSON',
  'NOT_OPEN',
  'NOT_REGISTERED',
  'NO_ANSWER',
  'NO_LEADER',
  'OLD_FORMAT',
  'OTHER_PROTOCOL',
  'OTHER_TASK_COUNT',
  'OUTPUT_TOO_LARGE',
  'PUNCTUATION_FAILED',
  'REGISTRY_AWAY',
  'REGISTRY_REFUSED',
  'STORE_VERSION',
  'TIMESTAMP_REFUSED',
  'TOPIC_MISSING',
  'UNKNOWN_SCHEMA',
  'USER_STREAM',
  'WRONG_KAFKAJS',
  'WRONG_PARTITIONS',
])
