// Runs over gold questions, figures and passages: their course as a chart, each run with what was not right, and compared.

import { chartBlock } from "./chart.js";
import { getJSON } from "./client.js";
import { byId, el } from "./dom.js";
import { knows, t } from "./i18n.js";
import { when } from "./review_fields.js";
import { startShell } from "./shell.js";

const FOLLOW = 1000;
const SERIES = 6;
const COUNTS = ["false_figures", "model_judged"];
const [course, table, detail, failure] = ["history", "runs", "run", "failure"].map(byId);

let runs = [];
let opened = new URLSearchParams(location.search).get("run");
let due;

async function load() {
  clearTimeout(due);
  try {
    runs = await getJSON("/api/runs");
    show();
    if (opened) await openRun(opened);
    // What goes on is looked at again until it has ended.
    const going = runs.find((one) => one.id === opened);
    if (going && !going.ended_at) due = setTimeout(load, FOLLOW);
  } catch (error) {
    failure.textContent = error.message;
  }
}

const percent = (share) => `${(share * 100).toFixed(1)}%`;
const share = (run) => run.measures.right_share ?? (run.ended_at && run.cases ? (run.measures.right ?? 0) / run.cases : null);

function show() {
  const ended = runs.filter((one) => one.ended_at && share(one) !== null).reverse();
  const names = [...new Set(ended.map((one) => one.name))].slice(-SERIES);
  const values = ended
    .filter((one) => names.includes(one.name))
    .map((one) => ({ at: one.begun_at.slice(5, 19).replace("T", " "), of: one.name, share: share(one) * 100, shown: percent(share(one)) }));
  const spec = {
    title: t("runHistory"),
    mark: "line",
    data: { values },
    encoding: {
      x: { field: "at", type: "ordinal", title: t("runAt") },
      y: { field: "share", type: "quantitative", title: "%" },
      color: { field: "of", title: t("runName") },
    },
  };
  course.replaceChildren(...(values.length > 1 ? [chartBlock(spec)].filter(Boolean) : []));
  table.replaceChildren(runs.length ? listing() : el("p", { class: "quiet" }, t("noRuns")));
}

function listing() {
  const heads = ["runName", "runAt", "runRight", "runWrong", "runMissing"];
  return el(
    "div",
    { class: "records", tabindex: 0, role: "region", "aria-label": t("goldRuns") },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, t(key))))),
      el("tbody", {}, runs.map(line)),
    ),
  );
}

function line(run) {
  const told = (name) => (run.ended_at ? String(run.measures[name] ?? "—") : "…");
  const right = run.ended_at ? t("runOf", { right: run.measures.right ?? 0, cases: run.cases }) : `${run.done} / ${run.cases}`;
  return el(
    "tr",
    { class: run.id === opened ? "chosen" : null },
    el("td", {}, el("a", { href: `runs.html?run=${encodeURIComponent(run.id)}` }, run.name), el("span", { class: "quiet" }, t(`run_${run.kind}`))),
    el("td", {}, when(run.begun_at)),
    el("td", {}, right),
    el("td", {}, told("wrong")),
    el("td", {}, told("missing")),
  );
}

async function openRun(id) {
  const run = await getJSON(`/api/runs/${encodeURIComponent(id)}`);
  const amiss = run.results.filter((one) => one.verdict !== "right");
  const measures = Object.entries(run.measures).filter(([name]) => !["right", "wrong", "missing"].includes(name));
  const compared = el("div");
  const earlier = runs.find(
    (one) => one.name === run.name && one.kind === run.kind && one.ended_at && one.begun_at < run.begun_at,
  );
  const parts = [
    el("h2", {}, `${run.name} · ${when(run.begun_at)}`),
    run.ended_at
      ? null
      : el("progress", { max: run.cases, value: run.done, "aria-label": t("runGoing", { done: run.done, cases: run.cases }) }),
    measures.length
      ? el(
          "dl",
          { class: "measures" },
          measures.flatMap(([name, value]) => [
            el("dt", {}, knows(`measure_${name}`) ? t(`measure_${name}`) : name),
            el("dd", {}, COUNTS.includes(name) ? String(value) : percent(value)),
          ]),
        )
      : null,
    run.ended_at && earlier ? compared : run.ended_at ? el("p", { class: "quiet" }, t("compareNone")) : null,
    el("ul", { class: "gold-list" }, amiss.map(failed)),
  ];
  detail.replaceChildren(...parts.filter(Boolean));
  if (run.ended_at && earlier) await compareWith(earlier, run, compared);
}

function failed(one) {
  return el(
    "li",
    { class: "gold-case" },
    el(
      "div",
      {},
      el("p", { class: "gold-question" }, el("span", { class: `verdict-${one.verdict}` }, t(`verdict_${one.verdict}`)), " ", one.hidden ? t("runHidden") : one.question),
      one.faults.map((fault) => el("p", { class: "quiet" }, fault)),
    ),
  );
}

async function compareWith(earlier, run, place) {
  const query = new URLSearchParams({ earlier: earlier.id, later: run.id });
  const found = await getJSON(`/api/runs/compare?${query}`);
  const groups = [
    ["becameWorse", found.worse],
    ["becameBetter", found.better],
    ["becameOther", found.other],
  ].filter(([, some]) => some.length);
  const p = found.p_value.toFixed(3);
  place.replaceChildren(
    el("h3", {}, `${t("compareWith")} (${when(earlier.begun_at)})`),
    el("p", {}, groups.length ? t("compareChanged", { worse: found.worse.length, better: found.better.length, p }) : t("compareSame")),
    ...groups.map(([key, some]) =>
      el("div", {}, el("h4", {}, t(key)), el("ul", {}, some.map((one) => el("li", {}, one.question || one.id)))),
    ),
  );
}

document.addEventListener("language", load);
startShell();
load();
