// A document with every figure that was read in it, coloured by role.

import { documentDetail, documentText, getJSON } from "./client.js";
import { byId, el, icon } from "./dom.js";
import { describe, facts, understood } from "./figure.js";
import { knows, t } from "./i18n.js";
import { startShell } from "./shell.js";
import { layOut } from "./text.js";

const ROLES = ["actual", "budget", "target", "change", "share", "rank", "score", "threshold"];
const id = new URLSearchParams(location.search).get("document") ?? "";
const [title, about, links, roles, marked, failure] = [
  "title",
  "about",
  "links",
  "roles",
  "marked",
  "failure",
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
    record = { detail, text, figures, path };
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
  const { detail, text, figures, path } = record;
  title.textContent = detail.title || detail.source;
  document.title = `${title.textContent} · 有据 Youju`;
  const kind = knows(`kind_${detail.kind}`) ? t(`kind_${detail.kind}`) : detail.kind;
  about.textContent = [
    detail.source,
    detail.department,
    detail.years.join(", "),
    kind,
    t("characters", { n: detail.characters }),
    t("figuresCount", { n: figures.length }),
  ]
    .filter(Boolean)
    .join(" · ");
  links.replaceChildren(
    el("a", { href: `${path}/text`, download: `${detail.source}.txt` }, icon("file"), t("download")),
  );
  filters(figures);
  marked.hidden = false;
  marked.replaceChildren(
    layOut(
      text,
      { ...detail, tables: detail.tables },
      figures.map((figure) => ({
        start: figure.start,
        end: figure.end,
        node: (piece) => mark(piece, figure),
      })),
    ),
  );
}

function mark(piece, figure) {
  const dimmed = role !== null && figure.role !== role;
  const node = el(
    "button",
    {
      type: "button",
      class: `figure-mark role-${figure.role}${dimmed ? " dimmed" : ""}`,
      data: { start: figure.start },
      "aria-label": `${piece}, ${figure.measure}, ${t(figure.role)}`,
    },
    piece,
  );
  describe(node, () => facts(understood(figure)), false);
  return node;
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
