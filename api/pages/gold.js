// Gold questions: sets, their cases, an editor that can ask the question and take over what the answer offers.

import { getJSON, reach, send } from "./client.js";
import { byId, el, icon, openDialog, toast } from "./dom.js";
import { language, t } from "./i18n.js";
import { field, input, select } from "./review_fields.js";
import { startShell } from "./shell.js";

const STATUSES = ["answered", "abstained", "clarify"];
const [tools, shown, list, failure] = ["tools", "shown", "cases", "failure"].map(byId);

let sets = [];
let current = new URLSearchParams(location.search).get("set") ?? "";
let cases = [];

const path = (rest = "") => `/api/gold/${encodeURIComponent(current)}${rest}`;

async function load() {
  try {
    sets = await getJSON("/api/gold");
    if (!current) current = sets[0]?.name ?? "";
    cases = current ? await getJSON(path()) : [];
    show();
  } catch (error) {
    failure.textContent = error.message;
  }
}

function show() {
  const names = [...new Set([...sets.map((one) => one.name), current])].filter(Boolean);
  const chosen = select("set", names.map((name) => [name, name]), current);
  chosen.setAttribute("aria-label", t("goldFile"));
  chosen.addEventListener("change", () => {
    current = chosen.value;
    load();
  });
  tools.replaceChildren(
    ...(names.length ? [el("span", { class: "selects" }, chosen)] : []),
    button("goldAddSet", newSet),
    ...(current
      ? [
          button("goldNew", () => edit(null)),
          button("goldImport", importFile),
          ...(cases.length
            ? [
                el("a", { class: "pill", href: path("/file.jsonl") }, "JSONL"),
                el("a", { class: "pill", href: path("/file.xlsx") }, "XLSX"),
                el("button", { type: "button", class: "strong-button", onclick: run }, t("goldRun")),
              ]
            : []),
        ]
      : []),
  );
  shown.textContent = cases.length ? t("goldCount", { n: cases.length }) : t("noGold");
  list.replaceChildren(...cases.map(line));
}

const button = (key, onclick) => el("button", { type: "button", class: "pill", onclick }, t(key));

function line({ record, by, at, origin }) {
  const wanted = (record.figures ?? []).map((one) => [one.value, one.unit, one.period].filter(Boolean).join(" "));
  return el(
    "li",
    { class: "gold-case" },
    el(
      "div",
      {},
      el("p", { class: "gold-question" }, record.question),
      el(
        "p",
        { class: "quiet" },
        [t(`status_${record.status}`), ...wanted, ...(record.contains ?? [])].join(" · "),
      ),
      el("p", { class: "quiet" }, [record.id, by, at.slice(0, 10), origin && t("goldOrigin")].filter(Boolean).join(" · ")),
    ),
    el(
      "div",
      { class: "gold-actions" },
      el(
        "button",
        { type: "button", class: "pill", "aria-label": `${t("goldEdit")}: ${record.question}`, onclick: () => edit(record) },
        t("goldEdit"),
      ),
      el(
        "button",
        { type: "button", class: "pill danger", "aria-label": `${t("goldDelete")}: ${record.question}`, onclick: () => remove(record) },
        icon("trash"),
      ),
    ),
  );
}

async function acted(act) {
  try {
    await act();
    await load();
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

const remove = (record) => acted(() => send("DELETE", path(`/${encodeURIComponent(record.id)}`)));

function newSet() {
  const name = input("name", { maxlength: 60, required: "", pattern: "[\\p{L}\\p{N}_.（）\\(\\)\\-]+" });
  const close = openDialog(t("goldAddSet"), field("goldNewSet", name, true), [
    el(
      "button",
      {
        type: "button",
        class: "strong-button",
        onclick: () => {
          if (!name.reportValidity()) return;
          current = name.value.trim();
          cases = [];
          show();
          close();
          edit(null);
        },
      },
      t("goldSave"),
    ),
    el("button", { type: "submit", class: "pill" }, t("cancel")),
  ]);
}

function importFile() {
  const file = input("file", { type: "file", accept: ".jsonl,.xlsx" });
  file.addEventListener("change", () => {
    const form = file.files[0].name.toLowerCase().endsWith(".xlsx") ? "xlsx" : "jsonl";
    acted(() => reach(path(`/import.${form}`), { method: "POST", body: file.files[0] }));
  });
  file.click();
}

async function run() {
  try {
    const begun = await send("POST", "/api/runs", { set: current });
    location.href = `runs.html?run=${encodeURIComponent(begun.id)}`;
  } catch (error) {
    toast(error.message);
  }
}

const lines = (text) =>
  text
    .split("\n")
    .map((one) => one.trim())
    .filter(Boolean);

// "97.26 % 2021": value, unit, period; what is not told stays open. Other fields of the figure it was are kept.
function figureOf(text, before) {
  const [value, unit = "", period] = text.split(/\s+/);
  const known = before.find((one) => one.value === value && (one.unit ?? "") === unit) ?? {};
  return { ...known, value, unit, ...(period ? { period } : {}) };
}

const textOf = (figure) => [figure.value, figure.unit, figure.period].filter(Boolean).join(" ");

function edit(record) {
  const known = record ?? { figures: [], language: language() };
  const question = el("textarea", { name: "question", rows: 2, maxlength: 2000, required: "" }, known.question ?? "");
  const status = select("status", STATUSES.map((key) => [key, t(`status_${key}`)]), known.status);
  const kind = input("kind", { maxlength: 40, value: known.kind ?? "lookup", required: "" });
  const spoken = select("language", [["zh", "中文"], ["en", "English"]], known.language);
  const [figures, sources, contains] = [
    (known.figures ?? []).map(textOf),
    known.sources ?? [],
    known.contains ?? [],
  ].map((some) => el("textarea", { rows: 2 }, some.join("\n")));
  const offered = el("div", { class: "gold-offered", "aria-live": "polite" });
  const tried = async () => {
    try {
      const answer = await send("POST", "/api/ask", {
        question: question.value,
        history: known.history ?? [],
        language: spoken.value,
      });
      offered.replaceChildren(
        el("p", {}, answer.text),
        el(
          "button",
          {
            type: "button",
            class: "pill",
            onclick: () => {
              status.value = answer.status;
              figures.value = answer.figures.map(textOf).join("\n");
              sources.value = [...new Set(answer.citations.map((one) => one.source))].join("\n");
            },
          },
          t("goldTake"),
        ),
      );
    } catch (error) {
      offered.textContent = error.message;
    }
  };
  const keep = () =>
    acted(() =>
      send("PUT", path(), {
        ...known,
        id: known.id ?? `q-${Date.now().toString(36)}`,
        kind: kind.value.trim() || "lookup",
        language: spoken.value,
        question: question.value.trim(),
        status: status.value,
        figures: lines(figures.value).map((text) => figureOf(text, known.figures ?? [])),
        sources: lines(sources.value),
        contains: lines(contains.value),
      }),
    );
  const close = openDialog(
    t(record ? "goldEdit" : "goldNew"),
    el(
      "div",
      { class: "review-fields" },
      field("goldQuestion", question, true),
      el("div", { class: "review-field wide" }, button("goldTry", tried), offered),
      field("goldStatus", status),
      field("goldKind", kind),
      field("goldLanguage", spoken),
      field("goldFigures", figures, true),
      field("goldSources", sources, true),
      field("goldContains", contains, true),
    ),
    [
      el(
        "button",
        {
          type: "button",
          class: "strong-button",
          onclick: async () => question.reportValidity() && (await keep()) && close(),
        },
        t("goldSave"),
      ),
      el("button", { type: "submit", class: "pill" }, t("cancel")),
    ],
  );
}

document.addEventListener("language", show);
startShell();
load();
