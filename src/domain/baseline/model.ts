/** Who the built-in model is, wherever its signals come from. */

/** Name and version of the built-in model, as signals carry them. */
export const BASELINE_MODEL = { model: 'baseline-ensemble', model_version: '1' } as const
