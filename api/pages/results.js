// Results applied: own scores against the review's, problems against later reports, points lost.

import { chartBlock } from "./chart.js";
import { calmly, getJSON } from "./client.js";
import { byId, el } from "./dom.js";
import { t } from "./i18n.js";
import { askAbout, choices, queryOf, sourceLink, takeAlong } from "./monitor.js";
import { startShell } from "./shell.js";

const STEP = 100;
const MOST_DRAWN = 12;
const VIEWS = ["problems", "scores", "deductions"];
const OUTCOMES = ["again", "not_named", "open"];
const [department, selects, links, chart, shown, grid, more, failure] = [
  "department",
  "selects",
  "links",
  "chart",
  "shown",
  "grid",
  "more",
  "failure",
].map(byId);

let found = [];
let years = [];
let view = "problems";
let year = "";
let outcome = "";
let limit = STEP;
// The latest asking: an answer to an earlier one comes too late.
let asking = 0;

const query = () => queryOf({ year, department: department.value.trim(), ...(view === "problems" ? { outcome } : {}) });

async function find() {
  asking += 1;
  const own = asking;
  try {
    const told = await getJSON(`/api/results/${view}?${query()}`);
    if (own !== asking) return;
    failure.textContent = "";
    found = told;
    years = [...new Set([...years, ...told.map((one) => one.year)])].sort((a, b) => b - a);
    limit = STEP;
    show();
  } catch (error) {
    if (own === asking) failure.textContent = error.message;
  }
}

function show() {
  const again = (set) => (value) => {
    set(value);
    find();
  };
  selects.replaceChildren(
    choices(t("view"), VIEWS.map((one) => [one, t(`results_${one}`)]), view, again((value) => (view = value))),
    choices(t("years"), [["", t("any_year")], ...years.map((one) => [one, t("yearNamed", { year: one })])], year, again((value) => (year = value))),
    ...(view === "problems"
      ? [choices(t("col_outcome"), [["", t("any_outcome")], ...OUTCOMES.map((one) => [one, t(`outcome_${one}`)])], outcome, again((value) => (outcome = value)))]
      : []),
  );
  links.replaceChildren(...files(), askAbout(t(`askResults_${view}`)));
  chart.replaceChildren(...[drawn()].filter(Boolean));
  fillGrid();
}

// The file of a view has the view's name.
function files() {
  if (!found.length) return [];
  return takeAlong("/api/results", query()).map((link) => {
    link.href = link.href.replace("/file.", `/${view}.`);
    return link;
  });
}

function drawn() {
  if (!found.length) return null;
  return { problems: problemsDrawn, scores: scoresDrawn, deductions: deductionsDrawn }[view]();
}

function bars(title, values, names, unit) {
  const name = { field: "name", type: "nominal", title: names };
  const value = { field: "value", type: "quantitative", title: unit };
  return chartBlock({ title, mark: "bar", data: { values }, encoding: { y: name, x: value } });
}

const bar = (name, value, text = String(value)) => ({ name, value, shown: text });

// How many problems came out how.
function problemsDrawn() {
  const values = OUTCOMES.map((one) => bar(t(`outcome_${one}`), found.filter((problem) => problem.outcome === one).length));
  return bars(t("problemsChart"), values, t("col_outcome"), t("problemsUnit"));
}

// Whose own score lies farthest above the review's.
function scoresDrawn() {
  const apart = found.filter((one) => one.difference !== null).sort((a, b) => Number(b.difference) - Number(a.difference));
  const values = apart.slice(0, MOST_DRAWN).map((one) => bar(`${one.department} ${one.year}`, Number(one.difference), one.difference));
  return values.length ? bars(t("scoresChart"), values, t("col_department"), t("pointsUnit")) : null;
}

// What most points were lost for.
function deductionsDrawn() {
  const most = [...found].sort((a, b) => Number(b.points) - Number(a.points)).slice(0, MOST_DRAWN);
  return bars(t("deductionsChart"), most.map((one) => bar(`${one.department} ${one.cause}`, Number(one.points), one.points)), t("col_cause"), t("pointsUnit"));
}

const COLUMNS = {
  problems: ["department", "year", "problem", "measure", "later"],
  scores: ["department", "year", "own", "review", "difference"],
  deductions: ["department", "year", "points", "cause", "source"],
};

function fillGrid() {
  grid.hidden = !found.length;
  shown.textContent = found.length ? t("positionsShown", { n: Math.min(limit, found.length), of: found.length }) : t("nothingApplied");
  grid.replaceChildren(
    el(
      "table",
      { class: view === "problems" ? "wordy" : null },
      el("caption", { class: "visually-hidden" }, t("resultsTitle")),
      el("thead", {}, el("tr", {}, COLUMNS[view].map((name) => el("th", { scope: "col" }, t(`col_${name}`))))),
      el("tbody", {}, found.slice(0, limit).map({ problems: problem, scores: score, deductions: deduction }[view])),
    ),
  );
  const left = Math.min(STEP, found.length - limit);
  more.hidden = left <= 0;
  more.textContent = t("positionsMore", { n: left });
}

const cell = (...inside) => el("td", {}, ...inside);
const head = (one) => [cell(one.department), cell(String(one.year))];
const quoted = (point) => sourceLink(point, point.text);

function problem(one) {
  const measures = one.measure ? [one.measure] : one.measures;
  const later = one.again.map((point) => el("div", {}, el("span", { class: "quiet" }, `${point.year} `), quoted(point)));
  return el(
    "tr",
    {},
    ...head(one),
    cell(quoted(one.problem)),
    cell(...measures.map((point) => el("div", {}, quoted(point)))),
    el("td", { class: one.outcome === "again" ? "late" : null }, t(`outcome_${one.outcome}`), ...(one.admitted ? [el("div", { class: "quiet" }, t("admitted"))] : []), ...later),
  );
}

const figures = (some) => cell(...some.map((figure) => el("div", {}, sourceLink(figure))));

function score(one) {
  return el(
    "tr",
    {},
    ...head(one),
    figures(one.own),
    figures(one.review),
    el("td", { class: Number(one.difference) > 0 ? "late" : null }, one.difference ?? "—"),
  );
}

function deduction(one) {
  return el("tr", {}, ...head(one), cell(sourceLink(one, one.points)), cell(one.cause), el("td", { class: "quiet" }, one.source));
}

department.addEventListener("input", calmly(find, 250));
more.addEventListener("click", () => {
  limit += STEP;
  fillGrid();
});
document.addEventListener("language", show);

startShell();
find();
