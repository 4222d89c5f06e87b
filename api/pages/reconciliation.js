// What reports, ledgers and forms tell of the same amount: agreeing, differing by rounding, or in contradiction.

import { chartBlock } from "./chart.js";
import { calmly, getJSON } from "./client.js";
import { byId, el } from "./dom.js";
import { language, t } from "./i18n.js";
import { askAbout, choices, queryOf, sourceLink, takeAlong } from "./monitor.js";
import { startShell } from "./shell.js";
import { findStatements, showStatements } from "./statements.js";

const STEP = 100;
const STATES = ["contradict", "rounding", "agree"];
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
let year = "";
let state = "";
let limit = STEP;
// The latest asking: an answer to an earlier one comes too late.
let asking = 0;

const query = () => queryOf({ year, state, department: department.value.trim() });

async function find() {
  asking += 1;
  const own = asking;
  try {
    const told = await getJSON(`/api/reconciliation?${query()}`);
    if (own !== asking) return;
    await findStatements(department.value.trim(), year);
    if (own !== asking) return;
    failure.textContent = "";
    found = told;
    // The years of all that there is, learnt from the first look.
    if (!years.length) years = [...new Set(told.map((one) => one.year))].sort((a, b) => b - a);
    limit = STEP;
    show();
  } catch (error) {
    if (own === asking) failure.textContent = error.message;
  }
}

function show() {
  selects.replaceChildren(
    choices(t("years"), [["", t("any_year")], ...years.map((one) => [one, t("yearNamed", { year: one })])], year, (value) => {
      year = value;
      find();
    }),
    choices(t("col_agreement"), [["", t("any_agreement")], ...STATES.map((one) => [one, t(`agreement_${one}`)])], state, (value) => {
      state = value;
      find();
    }),
  );
  links.replaceChildren(...(found.length ? takeAlong("/api/reconciliation", query()) : []), askAbout(t("askContradicted")));
  chart.replaceChildren(...[drawn()].filter(Boolean));
  fillGrid();
}

// How many matters came out how.
function drawn() {
  if (!found.length) return null;
  const values = STATES.map((one) => {
    const count = found.filter((matter) => matter.state === one).length;
    return { name: t(`agreement_${one}`), value: count, shown: String(count) };
  });
  const name = { field: "name", type: "nominal", title: t("col_agreement") };
  const value = { field: "value", type: "quantitative", title: t("mattersUnit") };
  return chartBlock({ title: t("reconciliationChart"), mark: "bar", data: { values }, encoding: { y: name, x: value } });
}

function fillGrid() {
  grid.hidden = !found.length;
  shown.textContent = found.length
    ? t("positionsShown", { n: Math.min(limit, found.length), of: found.length })
    : t("nothingReconciled");
  const columns = ["department", "year", "indicator", "agreement", "told"];
  grid.replaceChildren(
    el(
      "table",
      {},
      el("caption", { class: "visually-hidden" }, t("reconciliationTitle")),
      el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, t(`col_${name}`))))),
      el("tbody", {}, found.slice(0, limit).map(row)),
    ),
  );
  const left = Math.min(STEP, found.length - limit);
  more.hidden = left <= 0;
  more.textContent = t("positionsMore", { n: left });
}

function row(one) {
  const told = one.told.map((figure) => el("div", {}, sourceLink(figure), " ", el("span", { class: "quiet" }, figure.source)));
  return el(
    "tr",
    {},
    el("td", {}, one.department),
    el("td", {}, String(one.year)),
    el("td", {}, language() === "zh" ? one.name : one.name_en),
    el("td", { class: one.state === "contradict" ? "late" : null }, t(`agreement_${one.state}`)),
    el("td", {}, told),
  );
}

department.addEventListener("input", calmly(find, 250));
more.addEventListener("click", () => {
  limit += STEP;
  fillGrid();
});
document.addEventListener("language", () => {
  show();
  showStatements();
});

startShell();
find();
