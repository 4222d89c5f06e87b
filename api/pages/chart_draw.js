// Draws a small part of Vega-Lite (bar and line, grouped by colour) as SVG. Values become text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";
const TEXT = 12;
const ROW = 26;

export const LIGHT = {
  ink: "#1c2430",
  soft: "#545e6d",
  line: "#dedbd1",
  paper: "#ffffff",
  series: ["#14587f", "#84560a", "#1d6b45", "#9c3566", "#6b3f98", "#0b6770", "#4a5a14", "#5b6470"],
};

// The page's own colours, so that a chart turns dark with it.
export function pageColours() {
  const style = getComputedStyle(document.documentElement);
  const named = (name) => style.getPropertyValue(name).trim();
  const roles = ["actual", "target", "change", "rank", "budget", "share", "score", "threshold"];
  return {
    ink: named("--ink"),
    soft: named("--ink-soft"),
    line: named("--line"),
    paper: named("--surface"),
    series: roles.map((role) => named(`--role-${role}`)),
  };
}

// {kind, category, series, points: [{category, series, value, shown}]} of a specification; null for what is not drawn.
export function readSpec(spec) {
  const { x, y, color } = spec.encoding ?? {};
  const values = spec.data?.values;
  const type = typeof spec.mark === "string" ? spec.mark : spec.mark?.type;
  if (!x || !y || !Array.isArray(values) || !["bar", "line", "point", "area"].includes(type)) return null;
  const [measure, category] = x.type === "quantitative" ? [x, y] : [y, x];
  if (measure.type !== "quantitative") return null;
  const points = values
    .map((row) => ({
      category: String(row[category.field] ?? ""),
      series: color?.field ? String(row[color.field] ?? "") : "",
      value: Number(row[measure.field]),
      shown: String(row.shown ?? row[measure.field]),
    }))
    .filter((point) => Number.isFinite(point.value));
  if (!points.length) return null;
  return {
    kind: type === "bar" ? "bar" : "line",
    title: typeof spec.title === "string" ? spec.title : (spec.title?.text ?? ""),
    unit: measure.title ?? "",
    categoryTitle: category.title ?? category.field,
    seriesTitle: color?.title ?? color?.field ?? "",
    categories: [...new Set(points.map((point) => point.category))],
    series: [...new Set(points.map((point) => point.series))],
    points,
  };
}

export function draw(chart, width, colours) {
  const svg = node("svg", { xmlns: SVG, width, "font-family": FONT, "font-size": TEXT });
  svg.append(node("rect", { width: "100%", height: "100%", fill: colours.paper }));
  const top = legend(svg, chart, width, colours);
  const height = chart.kind === "bar" ? bars(svg, chart, width, top, colours) : lines(svg, chart, width, top, colours);
  svg.setAttribute("height", height);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return svg;
}

const FONT =
  "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Zen Hei', sans-serif";

// The title and, with several series, what each colour stands for; returns where the drawing may begin.
function legend(svg, chart, width, colours) {
  let y = 8;
  if (chart.title) {
    y += 12;
    svg.append(text(fitted(chart.title, width - 16), 8, y, colours.ink, { "font-weight": 600 }));
    y += 8;
  }
  if (chart.series.length < 2) return y + 4;
  let x = 8;
  y += 10;
  chart.series.forEach((name, n) => {
    const wide = room(name) + 28;
    if (x > 8 && x + wide > width) {
      x = 8;
      y += 18;
    }
    svg.append(node("rect", { x, y: y - 9, width: 10, height: 10, rx: 2, fill: colour(colours, n) }));
    svg.append(text(fitted(name, width - 30), x + 15, y, colours.soft));
    x += wide;
  });
  return y + 12;
}

function bars(svg, chart, width, top, colours) {
  const many = chart.series.length;
  const thick = many > 1 ? 16 : 18;
  const row = Math.max(ROW, many * thick + 8);
  const labels = Math.min(width * 0.38, Math.max(...chart.categories.map(room)) + 8);
  const shown = Math.max(...chart.points.map((point) => room(point.shown))) + 8;
  const [low, high] = [Math.min(0, ...valuesOf(chart)), Math.max(0, ...valuesOf(chart))];
  const negative = low < 0 ? shown : 0;
  const span = Math.max(40, width - labels - shown - negative - 16);
  const at = (value) => 8 + labels + negative + ((value - low) / (high - low || 1)) * span;
  chart.categories.forEach((category, n) => {
    const y = top + n * row;
    svg.append(text(fitted(category, labels - 8), 8 + labels - 8, y + row / 2 + 4, colours.ink, { "text-anchor": "end" }));
    chart.series.forEach((series, place) => {
      const point = chart.points.find((one) => one.category === category && one.series === series);
      if (!point) return;
      const from = y + (row - many * thick) / 2 + place * thick;
      const [left, right] = [at(Math.min(0, point.value)), at(Math.max(0, point.value))];
      svg.append(
        node("rect", {
          x: left,
          y: from + 2,
          width: Math.max(1, right - left),
          height: thick - 4,
          rx: 3,
          fill: colour(colours, place),
        }),
      );
      const after = point.value >= 0;
      svg.append(
        text(point.shown, after ? right + 5 : left - 5, from + thick / 2 + 4, colours.soft, {
          "text-anchor": after ? "start" : "end",
        }),
      );
    });
  });
  const bottom = top + chart.categories.length * row;
  svg.append(node("line", { x1: at(0), x2: at(0), y1: top, y2: bottom, stroke: colours.soft }));
  return bottom + 8;
}

function lines(svg, chart, width, top, colours) {
  const ticks = ticksOf(valuesOf(chart));
  const left = Math.max(...ticks.map((tick) => room(shortened(tick)))) + 14;
  const [from, to] = [top + 22, top + 200];
  const pad = Math.max(18, ...chart.points.map((point) => room(point.shown) / 2 + 4));
  const step = (width - left - 2 * pad - 8) / Math.max(1, chart.categories.length - 1);
  const x = (category) => left + pad + chart.categories.indexOf(category) * step;
  const y = (value) => to - ((value - ticks[0]) / (ticks.at(-1) - ticks[0] || 1)) * (to - from);
  for (const tick of ticks) {
    svg.append(node("line", { x1: left, x2: width - 8, y1: y(tick), y2: y(tick), stroke: colours.line }));
    svg.append(text(shortened(tick), left - 6, y(tick) + 4, colours.soft, { "text-anchor": "end" }));
  }
  if (chart.unit) svg.append(text(fitted(chart.unit, width / 2), 8, from - 14, colours.soft));
  const every = Math.ceil((Math.max(...chart.categories.map(room)) + 8) / Math.max(1, step));
  chart.categories.forEach((category, n) => {
    if (n % every === 0) svg.append(text(category, x(category), to + 22, colours.soft, { "text-anchor": "middle" }));
  });
  chart.series.forEach((series, n) => {
    const run = chart.points.filter((point) => point.series === series);
    const ordered = chart.categories.flatMap((category) => run.filter((point) => point.category === category).slice(0, 1));
    const path = ordered.map((point, k) => `${k ? "L" : "M"}${x(point.category)} ${y(point.value)}`).join("");
    svg.append(node("path", { d: path, fill: "none", stroke: colour(colours, n), "stroke-width": 2.5 }));
    ordered.forEach((point, k) => {
      svg.append(node("circle", { cx: x(point.category), cy: y(point.value), r: 4, fill: colour(colours, n) }));
      // Under a low point and over a high one, so that the line does not run through the number.
      const low = [ordered[k - 1], ordered[k + 1]].some((other) => other && other.value > point.value);
      if (chart.series.length === 1 && step >= room(point.shown) * 0.8)
        svg.append(
          text(point.shown, x(point.category), y(point.value) + (low ? 20 : -9), colours.ink, {
            "text-anchor": "middle",
            "paint-order": "stroke",
            stroke: colours.paper,
            "stroke-width": 4,
          }),
        );
    });
  });
  return to + 34;
}

const valuesOf = (chart) => chart.points.map((point) => point.value);
const colour = (colours, n) => colours.series[n % colours.series.length];
const shortened = (tick) => String(Number(tick.toPrecision(8)));

// Round numbers around the values, five or so.
function ticksOf(values) {
  let [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) [low, high] = [low - 1, high + 1];
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, n) => (first + n) * step);
}

// About how wide a text is drawn: Chinese characters are square, others a little over half of that.
const room = (words) => [...words].reduce((sum, letter) => sum + (letter > "\u2e80" ? TEXT : TEXT * 0.6), 0);

function fitted(words, limit) {
  if (room(words) <= limit) return words;
  const letters = [...words];
  while (letters.length > 1 && room(`${letters.join("")}…`) > limit) letters.pop();
  return `${letters.join("")}…`;
}

function text(words, x, y, fill, more = {}) {
  const made = node("text", { x, y, fill, ...more });
  made.textContent = words;
  return made;
}

function node(tag, properties) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
  return made;
}
