// A document with every figure that was read in it, coloured by role.

import { documentDetail, documentText, getJSON } from "./client.js";
import { byId, el } from "./dom.js";
import { describe, facts, understood } from "./figure.js";
import { language, t } from "./i18n.js";
import { badges, downloads, kindName, versions } from "./record.js";
import { startShell } from "./shell.js";
import { layOut } from "./text.js";

const ROLES = ["actual", "budget", "target", "change", "share", "rank", "score", "threshold"];
const id = new URLSearchParams(location.search).get("document") ?? "";
const [title, about, standing, links, roles, marked, failure, checks, checked, contradictions] = [
  "title",
  "about",
  "standing",
  "links",
  "roles",
  "marked",
  "failure",
  "checks",
  "checked",
  "contradictions",
].map(byId);

let record = null;
let role = null;

async function load() {
  const path = `/api/documents/${encodeURIComponent(id)}`;
  try {
    const [detail, text, figures] = await Promise.all([
      documentDetail(id),
      documentText(id),
      getJSON(`${path}/figures`),
    ]);
    record = { detail, text, figures };
    show();
    // Now that the text stands, an address like #f120 can be gone to.
    if (location.hash)
      document
        .querySelector(`[data-start="${CSS.escape(location.hash.slice(2))}"]`)
        ?.scrollIntoView({ block: "center" });
  } catch (error) {
    failure.textContent = error.message;
  }
}

function show() {
  if (!record) return;
  const { detail, text, figures } = record;
  title.textContent = detail.title || detail.source;
  document.title = `${title.textContent} · 有据 Youju`;
  about.textContent = [
    detail.source,
    detail.department,
    detail.years.join(", "),
    kindName(detail.kind),
    t("characters", { n: detail.characters }),
    t("figuresCount", { n: figures.length }),
  ]
    .filter(Boolean)
    .join(" · ");
  links.replaceChildren(...downloads(detail));
  standing.replaceChildren(...badges(detail), el("ul", {}, versions(detail)));
  listChecks(detail.checks, figures);
  filters(figures);
  marked.hidden = false;
  const checkOf = new Map(detail.checks.map((check) => [check.stated, check]));
  marked.replaceChildren(
    layOut(
      text,
      { ...detail, tables: detail.tables },
      figures.map((figure) => ({
        start: figure.start,
        end: figure.end,
        node: (piece) => mark(piece, figure, checkOf.get(figure.id)),
      })),
    ),
  );
}

// How many figures the report's own amounts bear out, and each one they do not, with links to what was set together.
function listChecks(made, figures) {
  const byId = new Map(figures.map((figure) => [figure.id, figure]));
  const failed = made.filter((check) => check.verdict === "contradicts");
  checks.hidden = !made.length;
  checked.textContent = t(failed.length ? "checkedSome" : "checkedAll", {
    n: made.length,
    failed: failed.length,
  });
  contradictions.replaceChildren(
    ...failed.map((check) => {
      const stated = byId.get(check.stated);
      const inputs = check.inputs.map((key) => byId.get(key));
      return el(
        "li",
        {},
        `${stated.measure} `,
        goTo(stated),
        t("checkYields", { formula: check.formula[language()], value: check.computed[language()] }),
        inputs.flatMap((figure, n) => [n ? t("listComma") : "", goTo(figure)]),
        t("checkEnd"),
      );
    }),
  );
}

function goTo(figure) {
  const there = () => document.querySelector(`[data-start="${figure.start}"]`);
  return el(
    "a",
    {
      href: `#f${figure.start}`,
      title: figure.measure,
      onclick: (event) => {
        event.preventDefault();
        history.replaceState(null, "", `#f${figure.start}`);
        there()?.scrollIntoView({ block: "center" });
        there()?.focus({ preventScroll: true });
      },
    },
    figure.quote,
  );
}

function mark(piece, figure, check) {
  const dimmed = role !== null && figure.role !== role;
  const wrong = check?.verdict === "contradicts";
  const node = el(
    "button",
    {
      type: "button",
      class: `figure-mark role-${figure.role}${dimmed ? " dimmed" : ""}${wrong ? " contradicts" : ""}${figure.unsure ? " unsure" : ""}`,
      data: { start: figure.start },
      "aria-label": [
        piece,
        figure.measure,
        t(figure.role),
        wrong ? t("verdict_contradicts") : "",
        figure.unsure ? t("unsure") : "",
      ]
        .filter(Boolean)
        .join(", "),
    },
    piece,
  );
  describe(node, () => facts([...understood(figure), ...checkFacts(check), ...unsureFacts(figure)]), false);
  return node;
}

const unsureFacts = (figure) => (figure.unsure ? [[t("recognition"), t("unsure")]] : []);

function checkFacts(check) {
  if (!check) return [];
  const yields = `${check.formula[language()]} = ${check.computed[language()]}`;
  return [[t("checks"), `${t(`verdict_${check.verdict}`)} · ${yields}`]];
}

function filters(figures) {
  const choice = (key, name, count) =>
    el(
      "button",
      {
        type: "button",
        class: `role-filter${key ? ` role-${key}` : ""}`,
        "aria-pressed": String(role === key),
        data: { role: key ?? "" },
        onclick: () => {
          role = key;
          show();
          roles.querySelector(`[data-role="${key ?? ""}"]`).focus();
        },
      },
      name,
      el("i", {}, String(count)),
    );
  const counted = ROLES.map((key) => [key, figures.filter((figure) => figure.role === key).length]);
  roles.replaceChildren(
    choice(null, t("all"), figures.length),
    ...counted.filter(([, n]) => n).map(([key, n]) => choice(key, t(key), n)),
  );
}

document.addEventListener("language", show);
startShell();
load();
