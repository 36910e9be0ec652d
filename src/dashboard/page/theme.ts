/** Light or dark: as the system has it, until somebody chooses. */

export type Theme = 'light' | 'dark'
const KEY = 'ilf-theme'

/** The theme that is shown. */
export function currentTheme(): Theme {
  const chosen = localStorage.getItem(KEY)
  if (chosen === 'light' || chosen === 'dark') return chosen
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export function applyTheme(theme: Theme = currentTheme()): void {
  document.documentElement.dataset.theme = theme
}

export function toggleTheme(): Theme {
  const theme = currentTheme() === 'dark' ? 'light' : 'dark'
  localStorage.setItem(KEY, theme)
  applyTheme(theme)
  return theme
}

/** A colour of the style sheet, for what draws itself. */
export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}
