/** The frame of the page: where one is, what state the run is in, and the view below. */
import type { ComponentType } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Overview } from '../protocol/overview.ts'
import { clock, time, words } from './format.ts'
import { useConnection, useLive } from './live.ts'
import { addressOf, type Place, usePlace } from './router.ts'
import { currentTheme, toggleTheme } from './theme.ts'
import { CalibrationView } from './views/calibration.tsx'
import { ControlView } from './views/control.tsx'
import { DeadLettersView } from './views/dead-letters.tsx'
import { FlowView } from './views/flow.tsx'
import { OverviewView } from './views/overview.tsx'
import { SignalsView } from './views/signals.tsx'
import { SizingView } from './views/sizing.tsx'
import { SymbolsView } from './views/symbols.tsx'

interface View {
  readonly name: string
  readonly title: string
  readonly show: ComponentType<{ readonly of: string | null }>
}

const VIEWS: readonly View[] = [
  { name: 'overview', title: 'Overview', show: OverviewView },
  { name: 'symbols', title: 'Symbols', show: SymbolsView },
  { name: 'signals', title: 'Signals', show: SignalsView },
  { name: 'sizing', title: 'Sizing', show: SizingView },
  { name: 'calibration', title: 'Calibration', show: CalibrationView },
  { name: 'topology', title: 'Topology', show: FlowView },
  { name: 'dead-letters', title: 'Dead letters', show: DeadLettersView },
  { name: 'control', title: 'Control', show: ControlView },
]

export function App() {
  const place = usePlace()
  const { data } = useLive<Overview>('overview')
  const view = VIEWS.find(({ name }) => name === place.view) ?? VIEWS[0]!
  const main = useRef<HTMLElement>(null)
  useShortcuts()
  useEffect(() => {
    document.title = `${place.of ?? view.title} · ilf-streams`
    main.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [view, place.of])
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the view
      </button>
      <header class="top">
        <a class="brand" href={addressOf('overview')}>
          ilf<span>streams</span>
        </a>
        <State overview={data} />
        <ThemeButton />
        <Views place={place} />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <view.show key={view.name} of={place.of} />
      </main>
      <footer>
        <span>{data?.source ?? ''}</span>
        <span>
          Times are UTC. Press 1 to {VIEWS.length} for the views. Charts:{' '}
          <a href="https://www.tradingview.com/lightweight-charts/" rel="noreferrer">
            TradingView Lightweight Charts
          </a>
        </span>
      </footer>
    </>
  )
}

function State({ overview }: { readonly overview: Overview | null }) {
  const isConnected = useConnection()
  const mode = overview?.account?.mode ?? null
  const isStuck = overview?.link?.awaySinceMs != null || overview?.link?.trouble != null
  return (
    <p class="state" role="status">
      <span class={`dot ${!isConnected || isStuck ? 'bad' : overview?.isMoving ? 'good' : ''}`} />
      {standing(isConnected, overview)}
      <span class="dim">{time(overview?.streamTimeMs ?? null)}</span>
      {mode === null ? null : <span class={`pill ${mode === 'ACTIVE' ? 'good' : 'bad'}`}>{words(mode)}</span>}
    </p>
  )
}

/** Where the run stands, in words. Before the first answer nobody knows. */
function standing(isConnected: boolean, overview: Overview | null): string {
  if (!isConnected) return 'not connected, trying again'
  if (overview === null) return 'reading'
  const { link, isMoving } = overview
  if (link?.trouble != null) return `no longer followed: ${link.trouble}`
  if (link?.awaySinceMs != null) return `the cluster does not answer since ${clock(link.awaySinceMs)}`
  if (link?.isCatchingUp) return 'reading what the cluster holds'
  return isMoving ? 'moving' : 'at its end'
}

function ThemeButton() {
  const [theme, setTheme] = useState(currentTheme())
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <button type="button" class="quiet theme" aria-label={`Show it ${other}`} onClick={() => setTheme(toggleTheme())}>
      {theme === 'dark' ? '☀' : '☾'}
    </button>
  )
}

function Views({ place }: { readonly place: Place }) {
  return (
    <nav aria-label="Views">
      {VIEWS.map(({ name, title }) => (
        <a key={name} href={addressOf(name)} aria-current={name === place.view ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  )
}

/** A digit leads to its view, unless somebody is typing. */
function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof HTMLElement && event.target.closest('input, select, textarea')) return
      const view = VIEWS[Number(event.key) - 1]
      if (view !== undefined) location.hash = addressOf(view.name)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
