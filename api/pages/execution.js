// Budget execution by department and project at a month, or of some departments month by month, against pro-rata progress.

import { chartBlock } from "./chart.js";
import { calmly, getJSON } from "./client.js";
import { byId, el } from "./dom.js";
import { t } from "./i18n.js";
import { askAbout, choices, queryOf, sourceLink, takeAlong, toMonth } from "./monitor.js";
import { startShell } from "./shell.js";

const STEP = 100;
const BARS = 20;
const [department, selects, behind, target, links, chart, shown, grid, more, wholes, failure] = [
  "department",
  "selects",
  "behind",
  "target",
  "links",
  "chart",
  "shown",
  "grid",
  "more",
  "wholes",
  "failure",
].map(byId);

let months = [];
let year = "";
let month = "";
let found = [];
let beside = [];
let limit = STEP;
// The latest asking: an answer to an earlier one comes too late.
let asking = 0;

const query = () =>
  queryOf({ year, month, department: department.value.trim(), behind: behind.checked, target: target.value || "100" });

async function start() {
  try {
    months = await getJSON("/api/execution/months");
    if (months.length) ({ year, month } = months[0]);
    beside = await getJSON("/api/execution/wholes");
    await find();
  } catch (error) {
    failure.textContent = error.message;
  }
}

async function find() {
  asking += 1;
  const own = asking;
  try {
    const told = await getJSON(`/api/execution?${query()}`);
    if (own !== asking) return;
    failure.textContent = "";
    found = told;
    limit = STEP;
    show();
  } catch (error) {
    if (own === asking) failure.textContent = error.message;
  }
}

function show() {
  fillSelects();
  const offices = [...new Set(found.map((one) => one.department))];
  const question =
    month || offices.length !== 1
      ? t("askBehind", { year, month: month || 12 })
      : t("askOffice", { department: offices[0], year });
  links.replaceChildren(...(found.length ? [...takeAlong("/api/execution", query()), askAbout(question)] : []));
  chart.replaceChildren(...[drawn()].filter(Boolean));
  fillGrid();
  fillWholes();
}

function fillSelects() {
  const years = [...new Set(months.map((one) => one.year))];
  const ofYear = months.filter((one) => String(one.year) === String(year));
  selects.replaceChildren(
    choices(
      t("years"),
      years.map((one) => [one, t("yearNamed", { year: one })]),
      year,
      (value) => {
        year = value;
        month = months.find((one) => String(one.year) === value).month;
        find();
      },
    ),
    choices(
      t("col_month"),
      [["", t("all_months")], ...ofYear.map((one) => [one.month, toMonth(one.month)])],
      month,
      (value) => {
        month = value;
        find();
      },
    ),
  );
}

// At one month departments as bars; of one department or project, several months as lines. Only what could be computed.
function drawn() {
  const told = found.filter((one) => one.rate !== null);
  const named = (one) => one.project || one.department;
  if (month) {
    const whole = told.filter((one) => !one.project);
    const some = (whole.length ? whole : told).slice(0, BARS);
    return some.length ? chartOf(some, named, "bar", t("chartPlace", { year, month })) : null;
  }
  const names = new Set(told.map((one) => `${one.department} ${one.project}`));
  const course = [...told].sort((a, b) => a.month - b.month);
  if (names.size !== 1 || course.length < 2) return null;
  return chartOf(course, (one) => toMonth(one.month), "line", t("chartCourse", { name: named(told[0]), year }));
}

function chartOf(some, named, mark, title) {
  const values = some.flatMap((one) => [
    { name: named(one), series: t("rateSeries"), value: Number(one.rate), shown: `${one.rate}%` },
    { name: named(one), series: t("proRataSeries"), value: Number(one.pro_rata), shown: `${one.pro_rata}%` },
  ]);
  const name = { field: "name", type: "nominal", title: mark === "bar" ? t("col_name") : t("col_month") };
  const value = { field: "value", type: "quantitative", title: "%" };
  const axes = mark === "bar" ? { y: name, x: value } : { x: name, y: value };
  return chartBlock({ title, mark, data: { values }, encoding: { ...axes, color: { field: "series", title: t("col_rate") } } });
}

function fillGrid() {
  grid.hidden = !found.length;
  shown.textContent = found.length
    ? t("positionsShown", { n: Math.min(limit, found.length), of: found.length })
    : t("nothingMonitored");
  const columns = ["name", "month", "executed", "budget", "rate", "pro_rata", "gap", "short", "needed"];
  grid.replaceChildren(sheet(t("executionTitle"), columns, found.slice(0, limit).map(row)));
  const left = Math.min(STEP, found.length - limit);
  more.hidden = left <= 0;
  more.textContent = t("positionsMore", { n: left });
}

function sheet(caption, columns, rows) {
  return el(
    "table",
    {},
    el("caption", { class: "visually-hidden" }, caption),
    el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, t(`col_${name}`))))),
    el("tbody", {}, rows),
  );
}

function row(one) {
  const late = one.gap !== null && Number(one.gap) < 0;
  const money = (amount) => (amount === null ? "—" : `${amount} ${one.unit}`);
  return el(
    "tr",
    {},
    el("td", {}, one.department, one.project ? el("span", { class: "quiet" }, one.project) : null),
    el("td", {}, toMonth(one.month)),
    el("td", { class: "numeric" }, amounts(one.executed)),
    el("td", { class: "numeric" }, amounts(one.budget)),
    el("td", { class: "numeric" }, one.rate ?? (one.disputed ? t("disputed") : "—")),
    el("td", { class: "numeric" }, one.pro_rata ?? "—"),
    el("td", { class: late ? "numeric late" : "numeric" }, one.gap ?? "—"),
    el("td", { class: "numeric" }, money(one.short)),
    el("td", { class: "numeric" }, money(one.needed_a_month)),
  );
}

const amounts = (figures) => (figures.length ? figures.flatMap((figure, n) => [n ? " / " : "", sourceLink(figure)]) : "—");

// Departments told as a whole and by project in one record, at the month that is looked at.
function fillWholes() {
  const wanted = department.value.trim();
  const here = beside.filter(
    ({ department: one }) =>
      String(one.year) === String(year) && (!month || String(one.month) === String(month)) && one.department.includes(wanted),
  );
  wholes.hidden = !here.length;
  wholes.replaceChildren(
    el("h2", {}, t("wholesTitle")),
    el("p", { class: "quiet" }, t("wholesLine")),
    el(
      "div",
      { class: "sheet", tabindex: "0", role: "region", "aria-label": t("wholesTitle") },
      sheet(t("wholesTitle"), ["name", "executed", "projects", "rest"], here.map(whole)),
    ),
  );
}

function whole({ department: one, projects, rest, unit, exceeded }) {
  const each = projects.flatMap((project, n) => [n ? " + " : "", sourceLink(project.executed[0])]);
  return el(
    "tr",
    {},
    el("td", {}, one.department),
    el("td", { class: "numeric" }, amounts(one.executed)),
    el("td", { class: "numeric" }, each),
    el("td", { class: exceeded ? "numeric late" : "numeric" }, `${rest} ${unit}`, exceeded ? ` · ${t("exceededBadge")}` : ""),
  );
}

department.addEventListener("input", calmly(find, 250));
behind.addEventListener("change", find);
target.addEventListener("change", find);
more.addEventListener("click", () => {
  limit += STEP;
  fillGrid();
});
document.addEventListener("language", show);

startShell();
start();
