// The indicator library: every indicator with target and result, what is wrong with them, near-duplicates, advice for a project.

import { chartBlock } from "./chart.js";
import { calmly, getJSON, getPage } from "./client.js";
import { byId, el } from "./dom.js";
import { t } from "./i18n.js";
import { askAbout, choices, queryOf, sourceLink, takeAlong } from "./monitor.js";
import { startShell } from "./shell.js";

const STEP = 100;
const VIEWS = ["rows", "findings", "groups"];
const [advice, project, department, words, selects, links, chart, shown, grid, more, failure] = [
  "advice",
  "project",
  "department",
  "words",
  "selects",
  "links",
  "chart",
  "shown",
  "grid",
  "more",
  "failure",
].map(byId);

let facets = { total: 0, years: [], types: [], flaws: [] };
let found = [];
let total = 0;
let view = "rows";
let year = "";
let type = "";
let flaw = "";
let wanted = "";
let limit = STEP;
// The latest asking: an answer to an earlier one comes too late.
let asking = 0;

const query = (more = {}) => queryOf({ year, type, flaw, department: department.value.trim(), q: words.value.trim(), ...more });

async function told() {
  if (wanted) return getJSON(`/api/indicators/advice?${queryOf({ project: wanted, type })}`);
  if (view === "findings") return getJSON(`/api/indicators/findings?${queryOf({ year, flaw, department: department.value.trim() })}`);
  if (view === "groups") return getJSON(`/api/indicators/groups?${query()}`);
  const page = await getPage(`/api/indicators?${query({ limit: STEP })}`);
  total = page.total;
  return page.items;
}

// The next stretch of all indicators, below those that are shown.
async function goOn() {
  const own = asking;
  try {
    const page = await getPage(`/api/indicators?${query({ offset: found.length, limit: STEP })}`);
    if (own !== asking) return;
    found = [...found, ...page.items];
    fillGrid();
  } catch (error) {
    failure.textContent = error.message;
  }
}

async function find() {
  asking += 1;
  const own = asking;
  try {
    const answer = await told();
    if (own !== asking) return;
    failure.textContent = "";
    found = answer;
    show();
  } catch (error) {
    if (own === asking) failure.textContent = error.message;
  }
}

function chosen(name) {
  return (value) => {
    if (name === "view") [view, flaw, wanted] = [value, "", value === "advice" ? wanted : ""];
    if (name === "year") year = value;
    if (name === "type") type = value;
    if (name === "flaw") flaw = value;
    limit = STEP;
    find();
  };
}

function show() {
  const views = VIEWS.map((one) => [one, t(`view_${one}`)]);
  if (wanted) views.push(["advice", t("view_advice", { project: wanted })]);
  const years = facets.years.map((one) => [one.value, t("yearNamed", { year: one.value })]);
  const types = facets.types.map((one) => [one.value, t(`type_${one.value}`)]).filter(([value]) => value);
  const flaws = facets.flaws.map((one) => [one.value, t(`flaw_${one.value}`)]);
  selects.replaceChildren(
    choices(t("view"), views, wanted ? "advice" : view, chosen("view")),
    ...(wanted ? [] : [choices(t("years"), [["", t("any_year")], ...years], year, chosen("year"))]),
    ...(view === "findings" && !wanted ? [] : [choices(t("col_type"), [["", t("any_type")], ...types], type, chosen("type"))]),
    ...(view === "groups" || wanted ? [] : [choices(t("col_flaw"), [["", t("any_flaw")], ...flaws], flaw, chosen("flaw"))]),
  );
  const question = wanted ? t("askAdvice", { project: wanted }) : t("askUnquantified");
  links.replaceChildren(...(wanted || !facets.total ? [] : takeAlong("/api/indicators", query())), askAbout(question));
  chart.replaceChildren(...[drawn()].filter(Boolean));
  fillGrid();
}

function bars(title, values) {
  if (!values.length) return null;
  const name = { field: "name", type: "nominal", title: t(view === "findings" ? "col_flaw" : "col_type") };
  const value = { field: "value", type: "quantitative", title: t("indicatorsUnit") };
  return chartBlock({ title, mark: "bar", data: { values }, encoding: { y: name, x: value } });
}

const bar = (name, count) => ({ name, value: count, shown: String(count) });

// What there is of each type or finding, whatever is filtered; of groups those written in most ways.
function drawn() {
  if (wanted) return null;
  if (view === "findings") return bars(t("findingsChart"), facets.flaws.map((one) => bar(t(`flaw_${one.value}`), one.count)));
  if (view === "rows") return bars(t("indicatorsChart"), facets.types.map((one) => bar(t(`type_${one.value}`), one.count)));
  const most = found.filter((one) => one.names.length > 1).slice(0, 8);
  return bars(t("groupsChart"), most.map((one) => bar(one.name, one.names.length)));
}

function fillGrid() {
  const [columns, row] = wanted
    ? [["name", "type", "evidence"], advised]
    : { rows: [["name", "type", "target", "actual", "owner", "year"], line], findings: [["flaw", "owner", "year", "evidence"], finding], groups: [["name", "writings", "evidence"], group] }[view];
  const empty = wanted
    ? t("nothingAdvised", { project: wanted })
    : { rows: t("nothingIndicated"), findings: t("nothingFound"), groups: t("nothingAlike") }[view];
  const all = view === "rows" && !wanted ? total : found.length;
  grid.hidden = !found.length;
  shown.textContent = found.length ? t("positionsShown", { n: Math.min(limit, found.length), of: all }) : empty;
  grid.replaceChildren(
    el(
      "table",
      {},
      el("caption", { class: "visually-hidden" }, t("indicatorsTitle")),
      el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, t(name === "name" ? "col_indicator" : `col_${name}`))))),
      el("tbody", {}, found.slice(0, limit).map(row)),
    ),
  );
  const left = Math.min(STEP, all - limit);
  more.hidden = left <= 0;
  more.textContent = t("positionsMore", { n: left });
}

const cell = (...inside) => el("td", {}, ...inside);
const owner = (one) => cell(one.department, ...(one.project ? [el("div", { class: "quiet" }, one.project)] : []));

// Target or result of an indicator, opening the characters it was read from.
const said = (one, part) => (one[part] ? sourceLink({ ...one[part], document_id: one.document_id, source: one.source }, one[part].text) : "—");
const named = (one) => sourceLink(one, one.name);

function typed(one) {
  return cell(t(`type_${one.type}`), ...(one.type && !one.type_told ? [el("span", { class: "quiet" }, t("guessed"))] : []));
}

function line(one) {
  return el("tr", {}, cell(named(one)), typed(one), cell(said(one, "target")), cell(said(one, "actual")), owner(one), cell(String(one.year)));
}

// Each row that shows it: the name, target → result, and whose it is.
const evidence = (one) =>
  el(
    "div",
    {},
    named(one),
    " ",
    said(one, "target"),
    " → ",
    said(one, "actual"),
    " ",
    el("span", { class: "quiet" }, [one.department, one.project, one.year].filter(Boolean).join(" · ")),
  );

function finding(one) {
  const rows = one.indicators.slice(0, 6).map(evidence);
  const left = one.indicators.length - rows.length;
  if (left > 0) rows.push(el("div", { class: "quiet" }, t("rowsLeft", { n: left })));
  if (one.budget) rows.push(el("div", {}, sourceLink(one.budget), " ", el("span", { class: "quiet" }, one.budget.source)));
  return el("tr", {}, el("td", { class: "late" }, t(`flaw_${one.flaw}`)), owner(one), cell(String(one.year)), cell(...rows));
}

function group(one) {
  return el("tr", {}, cell(one.name), cell(one.names.map((name) => el("div", {}, name))), cell(...one.indicators.slice(0, 6).map(evidence)));
}

function advised(one) {
  return el("tr", {}, cell(one.name), cell(t(`type_${one.type}`)), cell(...one.indicators.slice(0, 4).map(evidence)));
}

async function start() {
  try {
    facets = await getJSON("/api/indicators/facets");
  } catch (error) {
    failure.textContent = error.message;
  }
  await find();
}

const again = calmly(() => {
  limit = STEP;
  find();
}, 250);
department.addEventListener("input", again);
words.addEventListener("input", again);
advice.addEventListener("submit", (event) => {
  event.preventDefault();
  wanted = project.value.trim();
  limit = STEP;
  find();
});
more.addEventListener("click", () => {
  limit += STEP;
  if (view === "rows" && !wanted) goOn();
  else fillGrid();
});
document.addEventListener("language", show);

startShell();
start();
