/** The whole chain of a signal: what it saw, the gate, the size, each leverage factor, levels, orders, fills, result. */
import type { Story } from '../../protocol/signals.ts'
import { words } from '../format.ts'
import { useLive } from '../live.ts'
import { Answer, Card } from '../parts/card.tsx'
import { addressOf } from '../router.ts'

export function StoryView({ id }: { readonly id: string }) {
  const loaded = useLive<Story>(`signals/${encodeURIComponent(id)}`)
  return (
    <>
      <p class="way">
        <a href={addressOf('signals')}>Signals</a>
      </p>
      <h1 class="id">{id}</h1>
      <Answer loaded={loaded}>
        {({ gist, sections, leverage }) => {
          const at = sections.findIndex(({ title }) => title === 'PLAN')
          const before = at < 0 ? sections : sections.slice(0, at)
          return (
            <>
              <p class="gist">{gist}</p>
              <div class="story">
                {before.map((section) => (
                  <Part key={section.title} {...section} />
                ))}
                {leverage === null ? null : <Leverage {...leverage} />}
                {sections.slice(before.length).map((section) => (
                  <Part key={section.title} {...section} />
                ))}
              </div>
            </>
          )
        }}
      </Answer>
    </>
  )
}

function Part({ title, gist, lines }: Story['sections'][number]) {
  return (
    <Card title={words(title)} wide>
      <p>{gist}</p>
      {lines.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
        <pre tabIndex={0}>{lines.join('\n')}</pre>
      )}
    </Card>
  )
}

function Leverage({ steps, raw, whole, limitedBy }: NonNullable<Story['leverage']>) {
  const most = Math.max(...steps.map(({ product }) => product))
  const limits = limitedBy.length === 0 ? '' : `, limited by ${limitedBy.map(words).join(', ')}`
  return (
    <Card title="leverage" wide>
      <p>{`${raw.toFixed(1)} by the formula, ${whole}x in the end${limits}`}</p>
      <ol class="factors">
        {steps.map(({ label, factor, product, input }) => (
          <li key={label}>
            <span>{factor === null ? label : `× ${label}`}</span>
            <span class="right">{factor === null ? '' : factor.toFixed(3)}</span>
            <meter min={0} max={most} value={product} aria-label={`${label}: ${product.toFixed(1)}`} />
            <span class="right">{product.toFixed(1)}</span>
            <span class="dim">{input}</span>
          </li>
        ))}
      </ol>
    </Card>
  )
}
