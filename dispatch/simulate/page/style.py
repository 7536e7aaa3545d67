"""How the page looks: light or dark as the reader's system, and on paper."""

STYLE = """
:root { color-scheme: light dark; --bg: #fff; --pane: #f5f7f7; --ink: #1b2228; --soft: #4d5963; --line: #d5dadd;
  --c0: #00695c; --c1: #a3470f; --c2: #3f4ab0; --c3: #8a2f7a; --c4: #1c6ea8; --c5: #6b6200; --c6: #a3243b; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #0b0f13; --pane: #141b21; --ink: #e7edf2; --soft: #a3b0bc; --line: #2b3742;
    --c0: #4ee0ca; --c1: #ffad70; --c2: #aab4ff; --c3: #f09be0; --c4: #7cc4ff; --c5: #e0d65a; --c6: #ff9aa8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1100px; padding: 24px 16px 64px; background: var(--bg); color: var(--ink);
  font: 15px/1.6 "Inter", "Segoe UI", -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 26px; line-height: 1.3; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 40px 0 8px; padding-top: 12px; border-top: 1px solid var(--line); }
h3 { font-size: 16px; margin: 24px 0 4px; }
p, li { max-width: 75ch; }
.lead { color: var(--soft); margin: 0 0 16px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 16px 0; }
dt { color: var(--soft); }
dd { margin: 0; }
pre { background: var(--pane); border: 1px solid var(--line); padding: 10px 12px; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, Consolas, monospace; }
nav a { margin-right: 16px; }
a { color: var(--c0); }
figure { margin: 12px 0 20px; }
figcaption { font-weight: 600; }
.plot, .wide { overflow-x: auto; }
.plot:focus-visible, .wide:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--c0);
  outline-offset: 2px; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 8px 24px; }
.panels > .full { grid-column: 1 / -1; }
.panels > div { min-width: 0; }
svg { display: block; width: 100%; min-width: 380px; height: auto; }
.full svg, #compare svg, #arrivals svg { min-width: 620px; }
svg text { fill: var(--ink); font-size: 12px; paint-order: stroke; stroke: var(--bg); stroke-width: 3px; }
svg .tick, svg .axis { fill: var(--soft); }
svg .count { fill: var(--soft); font-size: 11px; }
.grid { stroke: var(--line); }
.promise { stroke: var(--soft); stroke-dasharray: 5 4; }
.c0 { --own: var(--c0); } .c1 { --own: var(--c1); } .c2 { --own: var(--c2); } .c3 { --own: var(--c3); }
.c4 { --own: var(--c4); } .c5 { --own: var(--c5); } .c6 { --own: var(--c6); }
.fill { fill: var(--own); stroke: var(--bg); }
.hollow { fill: var(--bg); stroke: var(--own, var(--ink)); stroke-width: 2; }
.line { fill: none; stroke: var(--own); stroke-width: 2; }
.whisker { stroke: var(--own, var(--ink)); stroke-width: 1.5; }
.lead-line { stroke: var(--own); }
.leader { stroke: var(--soft); }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; margin: 8px 0; }
caption { text-align: left; color: var(--soft); padding-bottom: 4px; }
th, td { text-align: right; padding: 4px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child { text-align: left; }
thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 500; }
summary { cursor: pointer; color: var(--soft); }
@media print { details > summary { display: none; } body { max-width: none; } h2 { break-after: avoid; }
  figure { break-inside: avoid; } }
"""
