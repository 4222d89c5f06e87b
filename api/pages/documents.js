// The records: listed, filtered, added to.

import { getJSON, send } from "./client.js";
import { byId, el, icon, toast, undoable } from "./dom.js";
import { t } from "./i18n.js";
import { badges, kindName, recordPanel } from "./record.js";
import { startShell } from "./shell.js";
import { add, dropped } from "./uploads.js";

const STEP = 100;
const [filter, rows, records, shown, more, drop, files, uploadButton, selects] = [
  "filter",
  "rows",
  "records",
  "shown",
  "more",
  "drop",
  "files",
  "upload",
  "selects",
].map(byId);

let documents = [];
let opened = null;
let limit = STEP;
// What the lists beside the search keep; "" keeps all.
const kept = { department: "", year: "", kind: "", state: "" };
// Deleted, but still to be taken back.
const going = new Set();

const TESTS = {
  department: (one) => one.department === kept.department,
  year: (one) => one.years.includes(Number(kept.year)),
  kind: (one) => one.kind === kept.kind,
  state: (one) => stateOf(one).includes(kept.state),
};

const stateOf = (one) => [
  one.superseded_by || one.same_as ? "past" : "current",
  ...(one.warnings.length ? ["warned"] : []),
  ...(one.status === "pending" ? ["pending"] : []),
];

async function load() {
  try {
    documents = (await getJSON("/api/documents")).reverse();
    fillSelects();
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
    return (
      !going.has(one.id) &&
      wanted.every((word) => text.includes(word)) &&
      Object.entries(TESTS).every(([name, fits]) => !kept[name] || fits(one))
    );
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
      el(
        "p",
        { class: "record-end" },
        el("button", { type: "button", class: "pill danger", onclick: () => remove(one) }, icon("trash"), t("deleteRecord")),
      ),
    ),
  );
}

const years = (all) =>
  all.length > 2 && all.at(-1) - all[0] === all.length - 1 ? `${all[0]}–${all.at(-1)}` : all.join(", ");

// Lists of what there is, so that nobody has to guess how a department is written.
function fillSelects() {
  const distinct = (values) => [...new Set(values)].filter(Boolean);
  const lists = {
    department: distinct(documents.map((one) => one.department))
      .sort((a, b) => a.localeCompare(b, "zh"))
      .map((name) => [name, name]),
    year: distinct(documents.flatMap((one) => one.years))
      .sort((a, b) => b - a)
      .map((year) => [String(year), String(year)]),
    kind: distinct(documents.map((one) => one.kind)).map((key) => [key, kindName(key)]),
    state: distinct(documents.flatMap(stateOf)).map((key) => [key, t(`state_${key}`)]),
  };
  selects.replaceChildren(
    ...Object.entries(lists).map(([name, options]) => {
      const list = el(
        "select",
        { "aria-label": t(name === "year" ? "years" : name === "state" ? "status" : name), data: { keep: name } },
        el("option", { value: "" }, t(`any_${name}`)),
        options.map(([value, words]) => el("option", { value, selected: value === kept[name] }, words)),
      );
      list.addEventListener("change", () => {
        kept[name] = list.value;
        limit = STEP;
        show();
      });
      return list;
    }),
  );
}

function remove(one) {
  going.add(one.id);
  opened = null;
  show();
  filter.focus();
  undoable(
    t("deletedRecord", { name: one.source }),
    t("undo"),
    async () => {
      try {
        await send("DELETE", `/api/documents/${encodeURIComponent(one.id)}`);
      } catch (error) {
        toast(error.message);
        going.delete(one.id);
      }
      await load();
    },
    () => {
      going.delete(one.id);
      show();
    },
  );
}

async function take(chosen) {
  uploadButton.disabled = true;
  await add(chosen, load);
  uploadButton.disabled = false;
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
  take([...files.files]);
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
    if (name === "drop") dropped(event.dataTransfer).then(take);
  });
}
document.addEventListener("language", () => {
  label();
  fillSelects();
  show();
});

startShell();
label();
load();
