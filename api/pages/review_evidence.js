// The figures of an answer, each beside the words it was read from.

import { documentText } from "./client.js";
import { el } from "./dom.js";
import { facts, understood } from "./figure.js";
import { t } from "./i18n.js";
import { positions } from "./text.js";

const AROUND = 110;

export function evidence(answer) {
  const cited = new Map(answer.citations.map((one) => [one.id, one]));
  const parts = answer.parts.filter((part) => part.figure);
  const shown = new Set();
  const rows = answer.figures.map((figure) => {
    const part = parts.find(({ figure: own }) => JSON.stringify(own) === JSON.stringify(figure)) ?? {};
    const sources = figure.citations.map((id) => cited.get(id)).filter(Boolean);
    for (const one of sources) shown.add(one.id);
    return row(figure, part, sources);
  });
  const rest = answer.citations.filter((one) => !shown.has(one.id));
  return el(
    "section",
    { class: "evidence", "aria-labelledby": "evidence-title" },
    el("h2", { id: "evidence-title" }, t("reviewEvidence")),
    rows.length ? rows : el("p", { class: "quiet" }, t("reviewNoFigure")),
    rest.length
      ? el("details", { open: rows.length ? null : "" }, el("summary", {}, t("reviewOtherSources")), rest.map(words))
      : null,
  );
}

function row(figure, part, sources) {
  return el(
    "div",
    { class: "evidence-row" },
    el(
      "div",
      {},
      el("p", { class: "evidence-value" }, part.text || [figure.value, figure.unit].join(" ")),
      facts(understood(figure, part)),
    ),
    el("div", {}, sources.map(words)),
  );
}

// The cited characters, marked, with some of what stands around them.
function words(citation) {
  const place = el("p", { class: "evidence-words" }, citation.quote);
  around(citation).then(
    ({ before, marked, after }) => place.replaceChildren(before, el("mark", {}, marked), after),
    (error) => place.append(` (${error.message})`),
  );
  const where = [
    `[${citation.id}] ${citation.source}`,
    citation.section,
    citation.page ? t("page", { n: citation.page }) : "",
    citation.cell ? t("cell", { n: citation.cell }) : "",
  ];
  const address = `figures.html?document=${encodeURIComponent(citation.document_id)}#f${citation.start}`;
  return el(
    "div",
    {},
    place,
    el("p", { class: "evidence-place" }, `${where.filter(Boolean).join(" · ")} `, el("a", { href: address }, t("wholeText"))),
  );
}

async function around({ document_id: id, start, end }) {
  const text = await documentText(id);
  const at = positions(text);
  const [from, to] = [at(start), at(end)];
  return {
    before: `${from > AROUND ? "…" : ""}${text.slice(Math.max(0, from - AROUND), from)}`,
    marked: text.slice(from, to),
    after: `${text.slice(to, to + AROUND)}${to + AROUND < text.length ? "…" : ""}`,
  };
}
