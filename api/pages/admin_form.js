// Pieces of the administration: tables, dialogs and their fields.

import { byId, el, openDialog } from "./dom.js";
import { t } from "./i18n.js";

export function field(key, properties = {}) {
  const input = el("input", { id: `f-${key}`, autocomplete: "off", ...properties });
  return { input, node: el("label", { class: "field", for: `f-${key}` }, el("span", {}, t(key)), input) };
}

// Several of `choices`; `chosen()` gives those that are.
export function checks(key, choices, held, name = (choice) => t(`${key}_${choice}`)) {
  const boxes = choices.map((choice) => [choice, el("input", { type: "checkbox", checked: held.includes(choice) })]);
  const node = el(
    "fieldset",
    { class: "checks-field" },
    el("legend", {}, t(key)),
    boxes.map(([choice, box]) => el("label", {}, box, name(choice))),
  );
  return { node, chosen: () => boxes.filter(([, box]) => box.checked).map(([choice]) => choice) };
}

// A dialog that stays open until `save(failure)` gives true.
export function ask(title, nodes, save, more = []) {
  const failure = el("p", { class: "failure", role: "alert" });
  const close = openDialog(title, el("div", { class: "dialog-body" }, nodes, failure), [
    ...more.map((make) => make(() => close(), failure)),
    el("button", { class: "pill", value: "cancel" }, t("cancel")),
    el(
      "button",
      {
        class: "primary",
        value: "save",
        onclick: async (event) => {
          event.preventDefault();
          if (await save(failure)) close();
        },
      },
      t("saveTitle"),
    ),
  ]);
  return close;
}

export const words = (text) => text.split(/[\s,，、]+/).filter(Boolean);

// A table that scrolls by itself on a narrow screen; `rows` are lists of cells.
export function grid(label, heads, rows) {
  return el(
    "div",
    { class: "records", tabindex: "0", role: "region", "aria-label": label },
    el(
      "table",
      {},
      el("caption", { class: "visually-hidden" }, label),
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((cell) => el("td", {}, cell))))),
    ),
  );
}

// Runs a change and has everything read again; a failure is said where it was asked for, or at the end of the page.
export async function change(act, failure = byId("failure")) {
  failure.textContent = "";
  try {
    await act();
  } catch (error) {
    failure.textContent = error.message;
    return false;
  }
  document.dispatchEvent(new CustomEvent("changed"));
  return true;
}

export const heading = (key, ...tools) => el("div", { class: "part-head" }, el("h2", {}, t(key)), ...tools);
