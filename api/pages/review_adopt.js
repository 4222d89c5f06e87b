// Confirmed corrections of a round, each taken over into the records or into the gold questions.

import { getJSON, send } from "./client.js";
import { el, toast } from "./dom.js";
import { t } from "./i18n.js";

// Folded until somebody looks; a round without confirmed corrections shows nothing.
export function confirmedList(round) {
  const place = el("div", { class: "confirmed" });
  getJSON(`/api/reviews/${encodeURIComponent(round.id)}/confirmed`).then(
    (found) =>
      found.length &&
      place.replaceChildren(
        el(
          "details",
          {},
          el("summary", {}, t("confirmedTitle", { n: found.length })),
          el("ul", { class: "gold-list" }, found.map((one) => line(one, round))),
        ),
      ),
    () => undefined,
  );
  return place;
}

function line(one, round) {
  const { correction } = one;
  const said = {
    question: one.question,
    quote: one.source,
    value: correction.value,
    unit: correction.unit,
    measure: correction.measure,
    who: one.reviewer,
  };
  return el(
    "li",
    { class: "gold-case" },
    el("div", {}, t("confirmedLine", said)),
    el(
      "div",
      { class: "gold-actions" },
      el("button", { type: "button", class: "pill", onclick: () => adopt(() => asFigure(one), t("adoptedFigure")) }, t("adoptFigure")),
      el(
        "button",
        { type: "button", class: "pill", onclick: () => adopt(() => asGold(one, round), t("adoptedGold", { name: setName(round.name) })) },
        t("adoptGold"),
      ),
    ),
  );
}

async function adopt(act, said) {
  try {
    await act();
    toast(said);
  } catch (error) {
    toast(error.message);
  }
}

function asFigure({ correction, replaced }) {
  const was = replaced && replaced.citation.document_id === correction.document_id ? replaced.citation : null;
  const elsewhere = was && (was.start !== correction.start || was.end !== correction.end);
  return send("POST", `/api/documents/${encodeURIComponent(correction.document_id)}/figures`, {
    start: correction.start,
    end: correction.end,
    unit: correction.unit,
    measure: correction.measure,
    period: correction.period,
    department: correction.department,
    ...(elsewhere ? { instead: { start: was.start, end: was.end } } : {}),
  });
}

// Names of sets are plain words; a round's name may hold anything.
const setName = (name) => name.replace(/[^\p{L}\p{N}_\-.（）()]+/gu, "-").slice(0, 60) || "review";

function asGold({ answer_id, number, question, language, correction, source }, round) {
  const origin = new URLSearchParams({ origin: `${round.id}/${answer_id}` });
  return send("PUT", `/api/gold/${encodeURIComponent(setName(round.name))}?${origin}`, {
    id: `${answer_id}-${number}`,
    kind: "review",
    language,
    question,
    status: "answered",
    figures: [{ value: correction.value, unit: correction.unit, ...(correction.period ? { period: correction.period } : {}) }],
    sources: source ? [source] : [],
  });
}
