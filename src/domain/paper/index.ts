/** The paper exchange: a pure decider per symbol that takes the commands a real exchange takes and reports as it does. */
export type { PaperBook, PaperEmission, PaperFunding, PaperOrder, PaperPosition, PaperStep } from './book.ts'
export { DEFAULT_PAPER_CONFIG, type PaperConfig } from './config.ts'
export { latestFunding } from './funding.ts'
export { onCommand } from './on-command.ts'
export { onFunding } from './on-funding.ts'
export { onTick } from './on-tick.ts'
export { onTime } from './on-time.ts'
