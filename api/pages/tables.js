// Any table of the records: the files that have some, their tables, rows in pages.

import { calmly, getJSON, listed } from "./client.js";
import { byId, el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { startShell } from "./shell.js";

const STEP = 60;
const ROWS = 50;
// Numbers alone stand to the right, under each other.
const AMOUNT = /^[+-]?\d[\d,]*(\.\d+)?\s*%?$/;
const [listing, filter, list, shown, more, opened, title, about, numbers, search, links, grid, pager, failure] = [
  "listing",
  "filter",
  "list",
  "shown",
  "more",
  "opened",
  "table-title",
  "about",
  "numbers",
  "search",
  "links",
  "grid",
  "pager",
  "failure",
].map(byId);

const asked = new URLSearchParams(location.search);
const id = asked.get("document");
let number = Number(asked.get("table") ?? 1);
let offset = Number(asked.get("from") ?? 0);
let limit = STEP;
let documents = [];
let total = 0;
// The latest asking: an answer to an earlier one comes too late.
let asking = 0;
let document_ = null;
let tables = [];
let page = null;

const path = () => `/api/documents/${encodeURIComponent(id)}/tables`;

async function start() {
  try {
    if (id) {
      document_ = await getJSON(`/api/documents/${encodeURIComponent(id)}`);
      tables = await getJSON(path());
      await turn();
    } else {
      await find();
    }
  } catch (error) {
    failure.textContent = error.message;
  }
}

async function find() {
  asking += 1;
  const own = asking;
  const found = await listed({ q: filter.value.trim(), tables: true }, 0, limit);
  if (own !== asking) return;
  ({ documents, total } = found);
  show();
}

function show() {
  list.replaceChildren(
    ...documents.map((one) =>
      el(
        "li",
        {},
        el("a", { href: `tables.html?document=${encodeURIComponent(one.id)}` }, one.title || one.source),
        el(
          "span",
          { class: "quiet" },
          [one.source, one.department, one.years.join(", "), t("tablesCount", { n: one.report.tables })]
            .filter(Boolean)
            .join(" · "),
        ),
      ),
    ),
  );
  const narrowed = filter.value.trim() !== "";
  shown.textContent = total ? t("shown", { n: documents.length, of: total }) : t(narrowed ? "noneFits" : "noTables");
  const left = Math.min(STEP, total - documents.length);
  more.hidden = left <= 0;
  more.textContent = t("more", { n: left });
}

async function turn() {
  if (!tables.length) {
    failure.textContent = t("noTables");
    return;
  }
  const query = new URLSearchParams({ offset, limit: ROWS, search: search.value.trim() });
  page = await getJSON(`${path()}/${number}?${query}`);
  const address = new URLSearchParams({ document: id, table: number, ...(offset ? { from: offset } : {}) });
  history.replaceState(null, "", `?${address}`);
  draw();
}

async function go(change) {
  change();
  try {
    await turn();
  } catch (error) {
    failure.textContent = error.message;
  }
}

function draw() {
  if (!page) return;
  listing.hidden = true;
  opened.hidden = false;
  const one = tables[number - 1];
  title.textContent = [...new Set([document_?.title || document_?.source, page.name])].filter(Boolean).join(" · ");
  about.textContent = [document_?.source, page.unit, t("tableSize", one)].filter(Boolean).join(" · ");
  numbers.hidden = tables.length < 2;
  numbers.replaceChildren(
    ...tables.map((table) =>
      el(
        "a",
        {
          href: `tables.html?document=${encodeURIComponent(id)}&table=${table.number}`,
          "aria-current": table.number === number ? "page" : null,
          title: table.name,
        },
        table.name || t("tableNumber", { n: table.number }),
      ),
    ),
  );
  links.replaceChildren(
    ...["csv", "xlsx"].map((form) =>
      el("a", { href: `${path()}/${number}/file.${form}`, download: "" }, icon("download"), form.toUpperCase()),
    ),
  );
  const figures = `figures.html?document=${encodeURIComponent(id)}`;
  grid.replaceChildren(
    el(
      "table",
      {},
      el("caption", { class: "visually-hidden" }, title.textContent),
      el("thead", {}, el("tr", {}, page.columns.map((name) => el("th", { scope: "col" }, name || "—")))),
      el("tbody", {}, page.rows.map((row) => el("tr", {}, row.cells.map((text) => (AMOUNT.test(text) ? el("td", { class: "numeric" }, text) : el("td", {}, text)))))),
    ),
  );
  const to = offset + page.rows.length;
  pager.replaceChildren(
    step("previous", "earlier", -ROWS, offset === 0),
    el("span", { role: "status" }, page.total ? t("rowsShown", { from: offset + 1, to, of: page.total }) : t("noRows")),
    step("next", "later", ROWS, to >= page.total),
    el("a", { href: `${figures}#f${one.start}` }, t("inText")),
  );
}

function step(name, key, by, disabled) {
  return el(
    "button",
    {
      type: "button",
      class: "pill",
      disabled,
      data: { step: by },
      onclick: () =>
        go(() => {
          offset = Math.max(0, offset + by);
        }).then(() => pager.querySelector(`[data-step="${by}"]:not(:disabled)`)?.focus()),
    },
    icon(name),
    t(key),
  );
}

const look = async (wanted) => {
  limit = wanted;
  try {
    await find();
  } catch (error) {
    failure.textContent = error.message;
  }
};
filter.addEventListener("input", calmly(() => look(STEP)));
more.addEventListener("click", () => look(limit + STEP));
const searched = () =>
  go(() => {
    offset = 0;
  });
search.addEventListener("input", calmly(searched, 250));
document.addEventListener("language", () => (id ? draw() : show()));

startShell();
start();
