/** The style of the page: system fonts, tabular figures, light and dark by what the reader prefers. */
import { Markup } from './markup.ts'

export const STYLE = new Markup(`
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#1c2430;--dim:#68727f;--line:#e2e6eb;--good:#0b7a4b;--bad:#c0362c;--accent:#2563c9;--soft:#a9c4ec}
@media(prefers-color-scheme:dark){:root{--page:#11151b;--card:#191f27;--ink:#e4e8ee;--dim:#929dab;--line:#2b333e;--good:#3fbf86;--bad:#f0776c;--accent:#6ea3f2;--soft:#34527f}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1180px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:22px;margin:0 0 2px}
h2{font-size:15px;margin:0 0 10px}
p{margin:0 0 6px}
.total{font-size:34px;font-weight:650;line-height:1.2;margin:0 0 14px}
.total small{font-size:18px;font-weight:500;margin-left:10px}
.grid-cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:16px;margin-top:16px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin-top:16px;min-width:0}
.grid-cards section{margin-top:0}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,290px),1fr));gap:4px 44px}
dl{margin:0}
.figures{display:grid;grid-template-columns:1fr auto;gap:0 16px;align-content:start}
.figures dt,.facts dt{color:var(--dim)}
.figures dt,.figures dd{border-bottom:1px solid var(--line);padding:4px 0}
dd{margin:0}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:3px 18px}
.facts dd{overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th{color:var(--dim);font-weight:500}
th,td{padding:4px 10px;border-bottom:1px solid var(--line);white-space:nowrap;text-align:left}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
.right{text-align:right}
.good{color:var(--good)}.bad{color:var(--bad)}.dim,.note{color:var(--dim)}.strong{font-weight:650}
.note{margin-top:10px}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{fill:var(--ink);font-size:13px}
svg .tick,svg .label{fill:var(--dim);font-size:12px}
svg .end{text-anchor:end}svg .middle{text-anchor:middle}
svg .grid{stroke:var(--line)}svg .axis{stroke:var(--dim)}
svg .curve{fill:none;stroke:var(--accent);stroke-width:1.8;stroke-linejoin:round}
svg .fall{fill:var(--bad);fill-opacity:.28;stroke:var(--bad);stroke-width:1}
svg .gap{stroke:var(--dim);stroke-dasharray:2 4}
svg .reference{stroke:var(--dim);stroke-dasharray:6 4;opacity:.7}
svg .chance{stroke:var(--bad);stroke-dasharray:6 4}
svg .whisker{stroke:var(--accent);stroke-width:2}svg .dot{fill:var(--accent)}
svg rect.good{fill:var(--good)}svg rect.bad{fill:var(--bad)}svg rect.raw{fill:var(--soft)}svg rect.used{fill:var(--accent)}
@media print{body{background:#fff}section{break-inside:avoid}}
`)
