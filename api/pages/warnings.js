// Early warnings: what the rules find, with evidence, what-if, acknowledgement and history.

import { chartBlock } from "./chart.js";
import { calmly, getJSON, send } from "./client.js";
import { byId, el, icon, openDialog } from "./dom.js";
import { language, t } from "./i18n.js";
import { askAbout, choices, queryOf, sourceLink, takeAlong, toMonth } from "./monitor.js";
import { startShell } from "./shell.js";

const STEP = 50;
const STATES = ["open", "acknowledged", "ended"];
const [department, selects, current, target, links, chart, shown, list, more, rulesPlace, failure] = [
  "department",
  "selects",
  "current",
  "target",
  "links",
  "chart",
  "shown",
  "list",
  "more",
  "rules",
  "failure",
].map(byId);

let rules = [];
let found = [];
let maySettle = false;
let rule = "";
let state = "open";
let limit = STEP;
// The latest asking: an answer to an earlier one comes too late.
let asking = 0;

const goal = () => target.value || "100";
const query = () =>
  queryOf({
    department: department.value.trim(),
    rule,
    state,
    current: current.checked && state !== "ended",
    target: goal(),
  });

async function start() {
  try {
    maySettle = (await getJSON("/api/session")).permissions.includes("contribute");
    rules = await getJSON("/api/warnings/rules");
    await find();
  } catch (error) {
    failure.textContent = error.message;
  }
}

async function find() {
  asking += 1;
  const own = asking;
  try {
    const told = await getJSON(`/api/warnings?${query()}`);
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
  links.replaceChildren(...(found.length ? takeAlong("/api/warnings", query()) : []));
  chart.replaceChildren(...[drawn()].filter(Boolean));
  fillList();
  rulesPlace.replaceChildren(...rules.map((one) => el("li", {}, ruleSaid(one))));
}

function fillSelects() {
  selects.replaceChildren(
    choices(
      t("warning_rule"),
      [["", t("any_rule")], ...rules.map((one) => [one.key, one.title[language()]])],
      rule,
      (value) => {
        rule = value;
        find();
      },
    ),
    choices(
      t("warning_state"),
      [["", t("any_warning")], ...STATES.map((one) => [one, t(`warning_${one}`)])],
      state,
      (value) => {
        state = value;
        find();
      },
    ),
  );
}

function drawn() {
  if (!found.length) return null;
  const counted = new Map();
  for (const one of found) counted.set(one.title[language()], (counted.get(one.title[language()]) ?? 0) + 1);
  const values = [...counted].map(([name, value]) => ({ name, value, shown: String(value) }));
  return chartBlock({
    title: t("chartWarnings"),
    mark: "bar",
    data: { values },
    encoding: {
      y: { field: "name", type: "nominal", title: t("warning_rule") },
      x: { field: "value", type: "quantitative", title: t("warningsCount") },
    },
  });
}

function fillList() {
  list.hidden = !found.length;
  shown.textContent = found.length
    ? t("warningsShown", { n: Math.min(limit, found.length), of: found.length })
    : t("noWarnings");
  list.replaceChildren(...found.slice(0, limit).map(item));
  const left = Math.min(STEP, found.length - limit);
  more.hidden = left <= 0;
  more.textContent = t("positionsMore", { n: left });
}

function item(one) {
  const tongue = language();
  const when = `${t("yearNamed", { year: one.year })} ${toMonth(one.month)}`;
  const whatIf = Number(one.needed_a_month) > 0
    ? t("whatIf", { amount: one.needed_a_month, unit: one.unit, target: goal() })
    : null;
  return el(
    "li",
    { class: `warning-${one.state}` },
    el(
      "div",
      { class: "warning-head" },
      el("strong", {}, one.title[tongue]),
      el("span", {}, [one.department, one.project].filter(Boolean).join(" · ")),
      el("span", { class: "quiet" }, when),
      el("span", { class: "state" }, t(`warning_${one.state}`)),
    ),
    el("span", {}, one.sentence[tongue]),
    whatIf ? el("span", {}, whatIf) : null,
    one.evidence.length
      ? el("span", { class: "evidence-links quiet" }, `${t("evidence")}:`, one.evidence.map(cited))
      : null,
    el("ul", { class: "warning-history quiet" }, one.history.map(happened)),
    el(
      "span",
      { class: "text-links" },
      askAbout(t("askWarning", { department: one.department, year: one.year, month: one.month })),
      maySettle && one.state !== "ended" ? settler(one) : null,
    ),
  );
}

const cited = (figure) => sourceLink(figure, `${figure.measure} ${figure.value} ${figure.unit}`);

function happened({ what, at, by, why }) {
  const told = { what: t(`event_${what}`), at: new Date(at).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB"), by };
  return el("li", {}, t(by ? "eventBy" : "eventAlone", told), why ? `: ${why}` : "");
}

function settler(one) {
  const again = one.state === "acknowledged";
  const words = t(again ? "reopenThis" : "acknowledgeThis");
  return el("button", { type: "button", class: "pill", onclick: () => settle(one, again, words) }, icon("done"), words);
}

function settle(one, again, words) {
  const why = el("textarea", { id: "why", required: true, maxlength: 2000 });
  const done = el("button", { class: "primary", value: "done" }, words);
  openDialog(
    `${one.title[language()]} · ${one.department}`,
    el("div", { class: "dialog-body settle" }, el("label", { for: "why" }, t("settleWhy")), why),
    [el("button", { class: "pill", value: "cancel", formnovalidate: true }, t("cancel")), done],
  );
  done.addEventListener("click", async (event) => {
    if (!why.value.trim()) return;
    event.preventDefault();
    why.closest("dialog").close();
    try {
      await send("POST", `/api/warnings/${one.fact}/${again ? "reopening" : "acknowledgement"}`, { why: why.value.trim() });
      await find();
    } catch (error) {
      failure.textContent = error.message;
    }
  });
}

function ruleSaid({ title, kind, threshold, consecutive, months }) {
  const what = t(`rule_${kind}`, { threshold, consecutive });
  return t("ruleSaid", { title: title[language()], kind: what, months: months.join(", ") });
}

department.addEventListener("input", calmly(find, 250));
current.addEventListener("change", find);
target.addEventListener("change", find);
more.addEventListener("click", () => {
  limit += STEP;
  fillList();
});
document.addEventListener("language", show);

startShell();
start();
