// Fields of the evaluation pages: a label above what it names.

import { el } from "./dom.js";
import { t } from "./i18n.js";

export function field(key, control, wide = false) {
  return el("label", { class: wide ? "review-field wide" : "review-field" }, el("span", {}, t(key)), control);
}

export function input(name, properties = {}) {
  return el("input", { name, ...properties });
}

export function select(name, options, chosen) {
  return el(
    "select",
    { name },
    options.map(([value, text]) => el("option", { value, selected: value === chosen ? "" : null }, text)),
  );
}

// Several of a few, each a box to tick.
export function choices(key, name, options, chosen = []) {
  return el(
    "fieldset",
    { class: "review-field" },
    el("legend", {}, t(key)),
    el(
      "div",
      { class: "choices" },
      options.map(([value, text]) =>
        el(
          "label",
          {},
          el("input", { type: "checkbox", name, value, checked: chosen.includes(value) ? "" : null }),
          text,
        ),
      ),
    ),
  );
}

export const when = (stamp) => stamp.slice(0, 16).replace("T", " ");
