// What the pages of execution and of warnings share: links to a figure's source, downloads, asking about it, lists to choose from.

import { el, icon } from "./dom.js";
import { language, t } from "./i18n.js";

// A figure as it stands in its record, opening it there.
export function sourceLink(figure, words = `${figure.value} ${figure.unit}`) {
  const where = [figure.source, figure.cell].filter(Boolean).join(" ");
  return el(
    "a",
    { href: `figures.html?document=${encodeURIComponent(figure.document_id)}#f${figure.start}`, title: where },
    words,
  );
}

export function takeAlong(path, query) {
  return ["csv", "xlsx"].map((form) =>
    el("a", { href: `${path}/file.${form}?${query}`, download: "" }, icon("download"), form.toUpperCase()),
  );
}

export const askAbout = (question) =>
  el("a", { class: "ask-this", href: `/?${new URLSearchParams({ ask: question })}` }, icon("arrow"), t("askThis"));

// A list of [value, words]; `onchange` gets the value chosen.
export function choices(label, options, value, onchange) {
  const list = el(
    "select",
    { "aria-label": label },
    options.map(([key, words]) => el("option", { value: key, selected: String(key) === String(value) }, words)),
  );
  list.addEventListener("change", () => onchange(list.value));
  return list;
}

// What of a query is set.
export const queryOf = (wanted) =>
  new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== "" && value !== false && value !== null));

// From January to the end of a month.
export function toMonth(month) {
  if (language() === "zh") return t("toMonth", { month });
  const name = (each) => new Date(2000, each - 1).toLocaleString("en", { month: "short" });
  return Number(month) === 1 ? name(1) : t("toMonth", { month: name(month) });
}
