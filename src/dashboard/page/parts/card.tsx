/** The pieces every view is made of: a card, a figure, and what is shown where there is nothing yet. */
import type { ComponentChildren } from 'preact'
import type { Loaded } from '../live.ts'

export function Card({
  title,
  note,
  wide = false,
  children,
}: {
  readonly title: string
  readonly note?: ComponentChildren
  readonly wide?: boolean
  readonly children: ComponentChildren
}) {
  return (
    <section class={wide ? 'card wide' : 'card'}>
      <header>
        <h2>{title}</h2>
        {note === undefined ? null : <span class="dim">{note}</span>}
      </header>
      {children}
    </section>
  )
}

export function Figure({
  name,
  value,
  tone = '',
  note,
}: {
  readonly name: string
  readonly value: string
  readonly tone?: string
  readonly note?: string | undefined
}) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class={tone}>{value}</dd>
      {note === undefined ? null : <dd class="dim small">{note}</dd>}
    </div>
  )
}

/** Good above zero, bad below. */
export const toneOf = (value: number | null): string => (value === null || value === 0 ? '' : value > 0 ? 'up' : 'down')

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>
}

/** Shows an answer once it is there; until then that it is coming, or why it is not. */
export function Answer<T>({
  loaded: { data, error },
  children,
}: {
  readonly loaded: Loaded<T>
  readonly children: (data: T) => ComponentChildren
}) {
  return (
    <>
      {error === null ? null : (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      {data !== null ? children(data) : error === null ? <Empty>Reading the topics …</Empty> : null}
    </>
  )
}
