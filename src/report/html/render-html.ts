/** The report as one self-contained page: inline style, inline SVG, no scripts and nothing loaded from anywhere. */
import { formatSigned, formatSignedPercent } from '../format.ts'
import type { Report } from '../report.ts'
import { calibrationVerdict } from '../view/calibration-words.ts'
import { dataFacts } from '../view/data-facts.ts'
import { flowFacts } from '../view/flow-facts.ts'
import { planTable, signalTable } from '../view/flow-tables.ts'
import { portfolioFigures, portfolioNotes } from '../view/portfolio-figures.ts'
import { calibrationTable, exitTable, openTable, symbolNotes, symbolTable } from '../view/result-tables.ts'
import { fileName, runSentence } from '../view/run-words.ts'
import { toneOf } from '../view/table.ts'
import { calibrationChart } from './calibration-chart.ts'
import { curveChart } from './curve-chart.ts'
import { exitChart } from './exit-chart.ts'
import { leverageChart } from './leverage-chart.ts'
import { html, type Markup } from './markup.ts'
import { STYLE } from './style.ts'
import { factMarkup, figureMarkup, noteMarkup, tableMarkup } from './tables.ts'

/** The page, a whole HTML document. */
export function renderHtml(report: Report): string {
  const name = fileName(report.data.file)
  const { title, ...exits } = exitTable(report)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline'">
<title>ilf-streams: ${name}</title>
<style>${STYLE}</style>
</head>
<body><main>
<h1>${name}</h1>
${report.run && html`<p class="dim">${runSentence(report.run)}</p>`}
<section><h2>Data</h2>${factMarkup(dataFacts(report.data))}</section>
${total(report)}
<div class="grid-cards">
<section><h2>${title}</h2><p class="dim">positions that left this way, and what it earned net of fees</p>${exitChart(report)}</section>
<section><h2>Leverage</h2>${leverageChart(report)}</section>
<section><h2>Calibration</h2>${calibrationChart(report)}<p class="note">${calibrationVerdict(report.calibration)}</p></section>
<section>${tableMarkup(signalTable(report))}</section>
</div>
<section>${tableMarkup(symbolTable('Symbols', report.symbols.rows))}${noteMarkup(symbolNotes(report, 0))}</section>
<section>${tableMarkup(openTable(report))}</section>
<div class="grid-cards">
<section>${tableMarkup({ ...exits, title: 'Fills by exit' })}</section>
<section>${tableMarkup(planTable(report))}</section>
<section>${tableMarkup({ ...calibrationTable(report), title: 'Confidence' })}</section>
</div>
<section><h2>Details</h2>${factMarkup(flowFacts(report))}</section>
</main></body>
</html>
`
  return page.source
}

function total(report: Report): Markup {
  const { totalPnl, quote, returnRatio, account } = report.portfolio
  return html`<section><h2>Portfolio, account ${account}</h2>
<p class="total ${toneOf(totalPnl)}">${formatSigned(totalPnl)} ${quote}<small>${formatSignedPercent(returnRatio)}</small></p>
${curveChart(report)}
<div class="columns">${portfolioFigures(report.portfolio).map(figureMarkup)}</div>
${noteMarkup(portfolioNotes(report.portfolio))}
</section>`
}
