// From an answer to the specification of a chart (a small part of Vega-Lite), where its figures make one.

import { t } from "./i18n.js";

const LEAST = 3;
const MOST = 40;
const NUMBER = /^\s*([+-]?\d[\d,]*(?:\.\d+)?)\s*(\D{0,8})$/;

// The specification a table draws as bars: names in one column, exact numbers of one unit in another; else null.
export function chartOfTable(rows, title) {
  const [header, ...records] = rows;
  if (records.length < LEAST || records.length > MOST) return null;
  const columns = header.map((_, n) => records.map((record) => numberOf(record[n] ?? "")));
  // The last such column; browsers inside older messengers have no findLastIndex.
  const drawable = (cells, n) => n > 0 && cells.every(Boolean) && oneUnit(cells) && !isYear(cells);
  const numeric = columns.map(drawable).lastIndexOf(true);
  if (numeric < 0) return null;
  const years = header.findIndex((_, n) => n > 0 && n !== numeric && isYear(columns[n]) && columns[n].every(Boolean));
  const names = records.map((record) => record[0]);
  const periods = years < 0 ? [] : records.map((record) => record[years]);
  const several = new Set(periods).size > 1;
  if (new Set(names.map((name, n) => `${name} ${several ? periods[n] : ""}`)).size < names.length) return null;
  const unit = columns[numeric][0].unit;
  const values = records.map((_, n) => ({
    name: names[n],
    value: columns[numeric][n].value,
    shown: records[n][numeric],
    ...(several ? { period: periods[n] } : {}),
  }));
  const trend = several && [...new Set(names)].every((name) => names.filter((other) => other === name).length >= LEAST);
  if (trend) return lines(title, values, unit, header[numeric]);
  return {
    title,
    mark: "bar",
    data: { values },
    encoding: {
      y: { field: "name", type: "nominal", title: header[0] },
      x: { field: "value", type: "quantitative", title: [header[numeric], unit].filter(Boolean).join(" ") },
      ...(several ? { color: { field: "period", type: "nominal", title: t("period") }, yOffset: { field: "period" } } : {}),
    },
  };
}

// The specification a run of figures draws as lines: one measure in one unit over three periods or more; else null.
export function chartOfFigures({ figures }) {
  const groups = new Map();
  for (const figure of figures) {
    if (figure.bound !== "exact" || !figure.period || figure.computed) continue;
    const key = [figure.indicator ?? figure.measure, figure.unit, figure.role, figure.period.length].join("|");
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(figure);
  }
  const runs = [...groups.values()].filter((run) => distinct(run, "period") >= LEAST && !doubled(run));
  if (!runs.length) return null;
  const rates = runs.find((run) => run[0].unit === "%");
  const run = rates ?? runs[0];
  const values = run
    .map((figure) => ({
      name: figure.department,
      period: figure.period,
      value: Number(figure.value),
      shown: `${figure.value}${figure.unit === "%" ? "" : " "}${figure.unit}`,
    }))
    .sort((a, b) => a.period.localeCompare(b.period));
  return lines(run[0].measure.replace(/^\d{4}年度?/, ""), values, run[0].unit, run[0].measure);
}

const distinct = (run, field) => new Set(run.map((figure) => figure[field])).size;
const doubled = (run) => new Set(run.map((one) => `${one.department}|${one.period}`)).size < run.length;

function lines(title, values, unit, measure) {
  return {
    title,
    mark: { type: "line", point: true },
    data: { values },
    encoding: {
      x: { field: "period", type: "ordinal", title: t("period") },
      y: { field: "value", type: "quantitative", title: unit || measure },
      ...(new Set(values.map((one) => one.name)).size > 1 ? { color: { field: "name", type: "nominal", title: t("department") } } : {}),
    },
  };
}

function numberOf(text) {
  const found = NUMBER.exec(text);
  return found ? { value: Number(found[1].replaceAll(",", "")), unit: found[2].trim() } : null;
}

const oneUnit = (cells) => new Set(cells.map((cell) => cell.unit)).size === 1;
const isYear = (cells) => cells.every((cell) => cell && /^年?度?$/.test(cell.unit) && cell.value > 1900 && cell.value < 2200);
