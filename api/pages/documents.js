// The records: listed, filtered, added to.

import { Failure, getJSON, upload } from "./client.js";
import { byId, el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { badges, kindName, recordPanel } from "./record.js";
import { startShell } from "./shell.js";

const STEP = 100;
const [filter, rows, records, shown, more, drop, outcomes, files, uploadButton] = [
  "filter",
  "rows",
  "records",
  "shown",
  "more",
  "drop",
  "outcomes",
  "files",
  "upload",
].map(byId);

let documents = [];
let opened = null;
let limit = STEP;

async function load() {
  try {
    documents = (await getJSON("/api/documents")).reverse();
    show();
  } catch (error) {
    shown.textContent = error.message;
  }
}

function show() {
  const wanted = filter.value.trim().toLowerCase().split(/\s+/);
  const fitting = documents.filter((one) => {
    const text = [one.source, one.title, one.department, one.region, ...one.years, kindName(one.kind)]
      .join(" ")
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  rows.replaceChildren(...fitting.slice(0, limit).flatMap(row));
  records.hidden = fitting.length === 0;
  shown.textContent =
    documents.length === 0
      ? t("empty")
      : fitting.length
        ? t("shown", { n: Math.min(limit, fitting.length), of: fitting.length })
        : t("noneFits");
  const left = Math.min(STEP, fitting.length - limit);
  more.hidden = left <= 0;
  more.textContent = t("more", { n: left });
}

function row(one) {
  const href = `figures.html?document=${encodeURIComponent(one.id)}`;
  const open = opened?.id === one.id;
  const line = el(
    "tr",
    { class: one.superseded_by || one.same_as ? "past" : null },
    el(
      "td",
      {},
      el("a", { class: "record-title", href }, one.title || one.source),
      el("span", { class: "quiet" }, one.source),
      badges(one),
    ),
    el("td", {}, one.department || "—"),
    el("td", { class: "years" }, one.years.length ? years(one.years) : "—"),
    el("td", {}, kindName(one.kind)),
    el("td", { class: "quiet" }, t(one.status)),
    el(
      "td",
      { class: "record-more" },
      el(
        "button",
        {
          type: "button",
          class: "pill",
          "aria-expanded": String(open),
          "aria-label": `${t("details")}: ${one.source}`,
          data: { details: one.id },
          onclick: () => toggle(one),
        },
        t(open ? "less" : "details"),
      ),
    ),
  );
  return open ? [line, below(one)] : [line];
}

function toggle(one) {
  opened = opened?.id === one.id ? null : { id: one.id, said: "" };
  show();
  rows.querySelector(`[data-details="${CSS.escape(one.id)}"]`)?.focus();
}

// The panel stays open after a correction, with a word that it is kept; other versions may have changed with it.
function below(one) {
  const saved = async (_, said) => {
    opened = { id: one.id, said };
    await load();
    rows.querySelector(".record-said")?.focus();
  };
  return el(
    "tr",
    { class: "record-below" },
    el(
      "td",
      { colspan: 6 },
      opened.said ? el("p", { class: "record-said", role: "status", tabindex: -1 }, opened.said) : null,
      recordPanel(one, saved),
    ),
  );
}

const years = (all) =>
  all.length > 2 && all.at(-1) - all[0] === all.length - 1 ? `${all[0]}–${all.at(-1)}` : all.join(", ");

async function add(chosen) {
  uploadButton.disabled = true;
  for (const file of chosen) {
    const item = el("li", {}, el("span", { class: "state" }, t("uploading")), file.name);
    outcomes.prepend(item);
    try {
      const outcome = await upload(file);
      const found = outcome.status === "added" ? t("figuresCount", { n: outcome.figures }) : "";
      report(item, outcome.status, t(outcome.status), [file.name, found, ...outcome.warnings]);
    } catch (error) {
      report(item, "failed", t("failedFile"), [error instanceof Failure ? error.message : t("failed")]);
    }
  }
  uploadButton.disabled = false;
  await load();
}

function report(item, state, said, details) {
  item.className = state;
  item.replaceChildren(
    el("span", { class: "state" }, said),
    ...details.filter(Boolean).map((text) => el("span", {}, text)),
  );
}

function label() {
  uploadButton.replaceChildren(icon("upload"), t("upload"));
}

filter.addEventListener("input", () => {
  limit = STEP;
  show();
});
more.addEventListener("click", () => {
  limit += STEP;
  show();
});
uploadButton.addEventListener("click", () => files.click());
files.addEventListener("change", () => {
  add([...files.files]);
  files.value = "";
});
for (const [name, over] of [
  ["dragover", true],
  ["dragleave", false],
  ["drop", false],
]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.parentElement.classList.toggle("dragging", over);
    if (name === "drop") add([...event.dataTransfer.files]);
  });
}
document.addEventListener("language", () => {
  label();
  show();
});

startShell();
label();
load();
