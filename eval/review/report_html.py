"""A report as one HTML page that needs nothing else: styles inside, charts as SVG, every text escaped."""

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from eval.review.report import Chart, Report, Sheet

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#545e6d;--line:#dedbd1;--paper:#fff;--bar:#14587f;--band:#b9d3e2}
@media (prefers-color-scheme:dark){:root{--ink:#e7e9ed;--soft:#a7b0bd;--line:#2e3744;--paper:#12161c;--bar:#84c0e6;--band:#2c4b5e}}
body{margin:0 auto;padding:24px 16px;max-width:960px;background:var(--paper);color:var(--ink);line-height:1.6;
font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.5rem}h2{margin:28px 0 8px;font-size:1.1rem}.lead{font-size:1.08rem}
.sheet{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{padding:5px 9px;border:1px solid var(--line);text-align:left;vertical-align:top}
svg{width:100%;height:auto}svg text{fill:var(--ink);font-size:13px}.axis{stroke:var(--line)}.band{stroke:var(--bar);stroke-width:2}.dot{fill:var(--bar)}
"""
_ROW, _LEFT, _WIDE, _RIGHT = 28, 200, 480, 180


def policy() -> str:
    """The Content-Security-Policy under which a browser shows the page: its own style by hash, nothing else."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def html_of(report: Report) -> str:
    """The report as a whole HTML document."""
    language = "zh-CN" if report.language == "zh" else "en"
    body = "".join(_body(report))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"/>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/><title>{escape(report.title)}</title>'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


def _body(report: Report) -> Iterator[str]:
    yield f"<h1>{escape(report.title)}</h1>"
    for at, line in enumerate(report.lead):
        kind = ' class="lead"' if at == 0 else ""
        yield f"<p{kind}>{escape(line)}</p>"
    for chart in report.charts:
        if chart.bars:
            yield f"<h2>{escape(chart.title)}</h2>{svg_of(chart)}"
    for sheet in report.sheets:
        if sheet.rows:
            yield _table(sheet)


def svg_of(chart: Chart) -> str:
    """Rates with their intervals as SVG: a dot at the rate, a line over its interval, 0 to 100 %."""
    height = _ROW * len(chart.bars) + 30
    said = "; ".join(f"{bar.name} {bar.said}" for bar in chart.bars)
    label = escape(f"{chart.title}: {said}")
    lines = [f'<svg viewBox="0 0 {_LEFT + _WIDE + _RIGHT} {height}" role="img" aria-label="{label}">']
    for tick in range(0, 101, 25):
        x = _LEFT + _WIDE * tick / 100
        lines.append(f'<line class="axis" x1="{x}" y1="4" x2="{x}" y2="{height - 22}"/>')
        lines.append(f'<text x="{x}" y="{height - 6}" text-anchor="middle">{tick}%</text>')
    for at, bar in enumerate(chart.bars):
        y = 18 + _ROW * at
        lines.append(f'<text x="{_LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(bar.name)}</text>')
        if bar.value is not None:
            low, high, middle = (_LEFT + _WIDE * share for share in (bar.low, bar.high, bar.value))
            lines.append(f'<line class="band" x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}"/>')
            lines.append(f'<circle class="dot" cx="{middle:.1f}" cy="{y}" r="5"/>')
        lines.append(f'<text x="{_LEFT + _WIDE + 12}" y="{y + 4}">{escape(bar.said)}</text>')
    return "".join(lines) + "</svg>"


def _table(sheet: Sheet) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in sheet.header)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in sheet.rows)
    title = escape(sheet.title)
    return (
        f'<h2>{title}</h2><div class="sheet" tabindex="0" role="region" aria-label="{title}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
