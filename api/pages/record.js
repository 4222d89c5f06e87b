// One record in the list: what was read of it, its other versions, its files, and its identity to be corrected.

import { correct, documentDetail } from "./client.js";
import { el, icon } from "./dom.js";
import { knows, t } from "./i18n.js";

const KINDS = [
  "self_evaluation",
  "project_evaluation",
  "target_form",
  "monitoring",
  "final_account",
  "review",
  "ledger",
  "project_list",
  "payout",
  "indicator_form",
  "table",
  "other",
];

export const kindName = (key) => (knows(`kind_${key}`) ? t(`kind_${key}`) : key);

const figuresPage = (id) => `figures.html?document=${encodeURIComponent(id)}`;
const files = (id, what) => `/api/documents/${encodeURIComponent(id)}/${what}`;

// Marks that tell at a glance where a record stands: withdrawn, corrected, a copy, a draft, corrected by hand.
export function badges(one) {
  const found = [];
  if (one.superseded_by) found.push(["withdrawn", t("withdrawn")]);
  else if (one.same_as) found.push(["copy", t("copyOf")]);
  if (one.edition > 0) found.push(["corrected", t("corrected")]);
  if (one.edition < 0) found.push(["copy", t("draft")]);
  if (one.by_hand?.length) found.push(["hand", t("byHand")]);
  return found.map(([name, words]) => el("span", { class: `badge ${name}` }, words));
}

// Each other version as a sentence with a link to it.
export function versions(detail) {
  return detail.versions.map(({ relation, id, source }) =>
    el("li", {}, `${t(`relation_${relation}`)} `, el("a", { href: figuresPage(id) }, source)),
  );
}

export function downloads({ id, source }) {
  return [
    el("a", { href: files(id, "original"), download: source }, icon("file"), t("downloadOriginal")),
    el("a", { href: files(id, "text"), download: `${source}.txt` }, icon("file"), t("download")),
  ];
}

// What opens below a row of the list; `saved` is called with the record as it is after a correction.
export function recordPanel(one, saved) {
  const panel = el("div", { class: "record-panel" }, el("p", { class: "quiet" }, t("loading")));
  documentDetail(one.id).then(
    (detail) => panel.replaceChildren(facts(detail), identity(detail, saved)),
    (error) => panel.replaceChildren(el("p", { class: "failure", role: "alert" }, error.message)),
  );
  return panel;
}

function facts(detail) {
  const failed = detail.checks.filter((check) => check.verdict === "contradicts").length;
  const reading = detail.report ?? { pages: detail.pages.length, scanned_pages: 0, unread: [] };
  const counted = [
    reading.pages ? t("pagesCount", { n: reading.pages }) : null,
    reading.scanned_pages ? t("scannedCount", { n: reading.scanned_pages }) : null,
    t("charactersCount", { n: detail.characters }),
    detail.tables.length ? t("tablesCount", { n: detail.tables.length }) : null,
    t("figuresCount", { n: detail.figures }),
    detail.checks.length ? t("checksCount", { n: detail.checks.length }) : null,
  ].filter(Boolean);
  const page = figuresPage(detail.id);
  const told = [
    ...versions(detail),
    failed ? el("li", { class: "bad" }, el("a", { href: `${page}#checks` }, t("failedCount", { n: failed }))) : null,
    detail.unsure ? el("li", { class: "caution" }, t("unsureCount", { n: detail.unsure })) : null,
    ...new Set([...reading.unread, ...detail.warnings].map(inLanguage)),
  ].filter(Boolean);
  return el(
    "div",
    { class: "record-facts" },
    el("h3", {}, t("whatWasRead")),
    el("p", { class: "quiet" }, counted.join(" · ")),
    told.length ? el("ul", {}, told.map((item) => (typeof item === "string" ? el("li", {}, item) : item))) : null,
    el("p", { class: "text-links" }, el("a", { href: page }, icon("arrow"), t("openFigures")), downloads(detail)),
  );
}

// Warnings are written "中文 / English"; a person reads one of the two.
export function inLanguage(warning) {
  const [zh, ...en] = warning.split(" / ");
  return en.length ? (document.documentElement.dataset.language === "en" ? en.join(" / ") : zh) : warning;
}

function identity(detail, saved) {
  const said = el("p", { class: "said", role: "status" });
  const save = el("button", { type: "submit", class: "primary" }, t("saveCorrection"));
  const form = el(
    "form",
    { class: "identity" },
    el("h3", {}, t("identity")),
    field("department", text("department", detail.department, 100)),
    field("region", text("region", detail.region, 100)),
    field("years", text("years", detail.years.join(", "), 60, { inputmode: "numeric" })),
    field("kind", choice(detail.kind)),
    field("title", text("title", detail.title, 300)),
    el("div", { class: "identity-end" }, save, el("p", { class: "quiet" }, t("identityLine"))),
    said,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const changes = changed(detail, new FormData(form));
    if (!changes) return tell(said, t("yearsWrong"), true);
    if (!Object.keys(changes).length) return tell(said, t("nothingChanged"));
    save.disabled = true;
    try {
      const now = await correct(detail.id, changes);
      saved(now, t("saved"));
    } catch (error) {
      tell(said, error.message, true);
      save.disabled = false;
    }
  });
  return form;
}

function tell(node, words, wrong = false) {
  node.className = wrong ? "said failure" : "said";
  node.textContent = words;
}

// What differs from the record; null where the years cannot be read.
function changed(detail, form) {
  const written = form.get("years").trim();
  const years = written ? written.split(/[\s,，、;；年]+/).filter(Boolean).map(Number) : [];
  if (years.some((year) => !Number.isInteger(year) || year < 1949 || year > 2100)) return null;
  const changes = {};
  for (const name of ["department", "kind", "region", "title"]) {
    const value = form.get(name).trim();
    if (value !== detail[name]) changes[name] = value;
  }
  if (years.join() !== detail.years.join()) changes.years = years;
  return changes;
}

const field = (name, control) => el("label", { class: `field field-${name}` }, el("span", {}, t(name === "title" ? "recordTitle" : name)), control);

const text = (name, value, maxlength, more = {}) =>
  el("input", { type: "text", name, value, maxlength, autocomplete: "off", ...more });

function choice(current) {
  return el(
    "select",
    { name: "kind" },
    KINDS.map((key) => el("option", { value: key, selected: key === current }, kindName(key))),
  );
}
