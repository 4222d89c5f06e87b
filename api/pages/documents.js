// The records: listed, filtered, added to.

import { calmly, getJSON, listed, send } from "./client.js";
import { byId, el, icon, toast, undoable } from "./dom.js";
import { t } from "./i18n.js";
import { badges, kindName, recordPanel } from "./record.js";
import { startShell } from "./shell.js";
import { add, dropped, resume } from "./uploads.js";

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
let total = 0;
// What there is to choose by: offices, years, kinds, states.
let facets = null;
let opened = null;
let limit = STEP;
// The latest asking: an answer to an earlier one comes too late.
let asking = 0;
// What the lists beside the search keep; "" keeps all.
const kept = { department: "", year: "", kind: "", state: "" };
// Deleted, but still to be taken back.
const going = new Set();

async function load() {
  try {
    facets = await getJSON("/api/documents/facets");
    fillSelects();
  } catch (error) {
    shown.textContent = error.message;
    return;
  }
  await find();
}

// What fits the search and the lists, as far as it is shown.
async function find() {
  asking += 1;
  const own = asking;
  try {
    const found = await listed({ q: filter.value.trim(), ...kept }, 0, limit);
    if (own !== asking) return;
    ({ documents, total } = found);
    show();
  } catch (error) {
    shown.textContent = error.message;
  }
}

const narrow = () => {
  limit = STEP;
  find();
};

function show() {
  const fitting = documents.filter((one) => !going.has(one.id));
  const of = total - (documents.length - fitting.length);
  rows.replaceChildren(...fitting.flatMap(row));
  records.hidden = fitting.length === 0;
  shown.textContent = fitting.length
    ? t("shown", { n: fitting.length, of })
    : t(facets?.states.length ? "noneFits" : "empty");
  const left = Math.min(STEP, total - documents.length);
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
    el("td", { class: "quiet record-state" }, t(one.status)),
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
  const values = (name) => (facets?.[name] ?? []).map((one) => String(one.value));
  const lists = {
    department: values("departments")
      .sort((a, b) => a.localeCompare(b, "zh"))
      .map((name) => [name, name]),
    year: values("years").map((year) => [year, year]),
    kind: values("kinds").map((key) => [key, kindName(key)]),
    state: values("states").map((key) => [key, t(`state_${key}`)]),
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
        narrow();
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

filter.addEventListener("input", calmly(narrow));
more.addEventListener("click", () => {
  limit += STEP;
  find();
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
resume(load).catch(() => undefined); // signed out: the list itself says so
