/** Counts as bars: how much of each. */
import { count } from '../format.ts'

export function Bars({ rows }: { readonly rows: readonly { readonly name: string; readonly value: number }[] }) {
  const most = Math.max(1, ...rows.map(({ value }) => value))
  return (
    <ul class="bars">
      {rows.map(({ name, value }) => (
        <li key={name}>
          <span>{name}</span>
          <meter min={0} max={most} value={value} aria-label={name} />
          <span class="right">{count(value)}</span>
        </li>
      ))}
    </ul>
  )
}
