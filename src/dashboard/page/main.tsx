/** Where the page begins. */
import { render } from 'preact'
import { App } from './app.tsx'
import './styles.css'
import { keepTokenOfAddress } from './live.ts'
import { applyTheme } from './theme.ts'

keepTokenOfAddress()
applyTheme()
render(<App />, document.getElementById('app')!)
