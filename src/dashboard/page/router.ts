/** Which view is shown: what stands behind the # of the address. */
import { useEffect, useState } from 'preact/hooks'

export interface Place {
  readonly view: string
  /** What it is of: a symbol, a signal. */
  readonly of: string | null
}

export function placeOf(hash: string): Place {
  const [view = '', of] = hash.replace(/^#\/?/, '').split('/')
  return { view: view === '' ? 'overview' : view, of: of === undefined ? null : decodeURIComponent(of) }
}

export const addressOf = (view: string, of?: string): string =>
  of === undefined ? `#/${view}` : `#/${view}/${encodeURIComponent(of)}`

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash))
  useEffect(() => {
    const onChange = () => setPlace(placeOf(location.hash))
    addEventListener('hashchange', onChange)
    return () => removeEventListener('hashchange', onChange)
  }, [])
  return place
}
