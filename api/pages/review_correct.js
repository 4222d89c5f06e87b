// A corrected figure with its own source: the right value, and the words that state it, picked by selecting them.

import { documentText } from "./client.js";
import { el, openDialog, toast } from "./dom.js";
import { t } from "./i18n.js";
import { field, input, select } from "./review_fields.js";
import { positions } from "./text.js";

const NEW = "new";

// Asks for a correction and gives it to `keep`; `answer` has the figures and the documents to choose from.
export function askCorrection(answer, keep) {
  const figures = answer.figures.map((one, n) => [String(n), `${one.measure} ${one.value} ${one.unit}`.trim()]);
  const documents = [...new Map(answer.citations.map((one) => [one.document_id, one.source]))];
  if (!documents.length) {
    toast(t("correctNoSpan"));
    return;
  }
  const which = select("figure", [...figures, [NEW, t("correctNew")]], figures[0]?.[0] ?? NEW);
  const from = select("document_id", documents, documents[0][0]);
  const text = el("textarea", { readonly: "", class: "whole-text", rows: 10 });
  const picked = el("p", { class: "quiet", role: "status" }, t("correctNoSpan"));
  const fields = Object.fromEntries(
    ["value", "unit", "measure", "period", "department"].map((name) => [name, input(name, { maxlength: 120 })]),
  );
  let span = null;
  let whole = "";

  const fill = async () => {
    const figure = answer.figures[Number(which.value)];
    for (const [name, node] of Object.entries(fields)) node.value = figure?.[name] ?? "";
    const cited = answer.citations.find((one) => figure?.citations.includes(one.id));
    if (cited) from.value = cited.document_id;
    await open(cited);
  };
  const open = async (cited = null) => {
    whole = await documentText(from.value).catch((error) => error.message);
    // A text field shows every kind of line end as one character.
    text.value = whole;
    span = null;
    picked.textContent = t("correctNoSpan");
    if (!cited) return;
    const at = positions(whole);
    text.setSelectionRange(shownAt(whole, at(cited.start)), shownAt(whole, at(cited.end)));
    text.scrollTop = (text.scrollHeight * text.selectionStart) / Math.max(1, text.value.length) - 60;
  };
  const pick = () => {
    if (text.selectionStart === text.selectionEnd) return;
    const [start, end] = [text.selectionStart, text.selectionEnd].map((n) => characters(whole, keptAt(whole, n)));
    const quote = text.value.slice(text.selectionStart, text.selectionEnd);
    span = { start, end, quote };
    picked.textContent = t("correctPicked", { quote });
  };
  which.addEventListener("change", fill);
  from.addEventListener("change", () => open());

  const close = openDialog(
    t("reviewCorrect"),
    el(
      "div",
      { class: "review-fields" },
      field("correctWhich", which, true),
      field("correctValue", fields.value),
      field("correctUnit", fields.unit),
      field("correctMeasure", fields.measure),
      field("correctPeriod", fields.period),
      field("correctDepartment", fields.department),
      field("correctDocument", from),
      field("correctText", text, true),
      el("div", { class: "review-field wide" }, el("button", { type: "button", class: "pill", onclick: pick }, t("correctPick")), picked),
    ),
    [
      el(
        "button",
        {
          type: "button",
          class: "strong-button",
          onclick: () => {
            if (!span) {
              toast(t("correctNoSpan"));
              return;
            }
            keep({
              figure: which.value === NEW ? null : Number(which.value),
              ...Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, node.value.trim()])),
              document_id: from.value,
              start: span.start,
              end: span.end,
              quote: span.quote,
            });
            close();
          },
        },
        t("correctKeep"),
      ),
      el("button", { type: "submit", class: "pill" }, t("cancel")),
    ],
  );
  fill();
}

// Positions in the text as kept and as a text field shows it, where a line ends with one character.
function shownAt(text, at) {
  return text.slice(0, at).replace(/\r\n?/g, "\n").length;
}

function keptAt(text, shown) {
  let at = 0;
  for (let seen = 0; seen < shown && at < text.length; seen += 1) at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
  return at;
}

// How many characters (code points) stand before a position.
const characters = (text, at) => Array.from(text.slice(0, at)).length;
