/** What a query of Prometheus asks for: its metrics, and the labels it counts on. Enough of PromQL for our own files. */

export interface Asked {
  readonly metric: string
  /** Labels that are compared, with the value where it is compared as a whole. */
  readonly matchers: readonly { readonly label: string; readonly value: string | null }[]
}

const METRIC = /\b((?:ilf|process|nodejs)_[a-z0-9_]+|up|ALERTS)\b(?:\{([^}]*)\})?/g
const MATCHER = /([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g

/** The metrics of a query with their matchers. */
export function askedBy(query: string): readonly Asked[] {
  return [...query.matchAll(METRIC)].map(([, metric = '', inside = '']) => ({
    metric,
    matchers: [...inside.matchAll(MATCHER)].map(([, label = '', operator, value = '']) => {
      return { label, value: operator === '=' ? value : null }
    }),
  }))
}

/** The labels a query groups by. */
export function groupedBy(query: string): readonly string[] {
  const lists = [...query.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)]
  return lists.flatMap(([, list = '']) => list.split(',').map((label) => label.trim()))
}

/** The labels a text for people fills in: `{{ $labels.x }}` of a rule, `{{x}}` of a panel. */
export function filledIn(text: string): readonly string[] {
  return [...text.matchAll(/\{\{\s*(?:\$labels\.)?([a-z_]+)\s*\}\}/g)].map(([, label = '']) => label)
}
