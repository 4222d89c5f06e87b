// Tables of answers: sortable by any column, numbers by their value.

import { el, icon } from "./dom.js";
import { t } from "./i18n.js";

export function answerTable(rows, caption) {
  const [header, ...records] = rows;
  const body = el("tbody");
  const fill = (ordered) => body.replaceChildren(...ordered.map((record) => el("tr", {}, record.map(cell))));
  const heads = header.map((name, column) => {
    const head = el("th", { scope: "col" });
    const button = el(
      "button",
      {
        type: "button",
        "aria-label": t("sortBy", { name }),
        onclick: () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          for (const other of heads) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
          fill(sorted(records, column, down ? -1 : 1));
        },
      },
      name,
      icon("sort"),
    );
    head.append(button);
    return head;
  });
  fill(records);
  const table = el(
    "table",
    {},
    caption ? el("caption", {}, caption) : null,
    el("thead", {}, el("tr", {}, heads)),
    body,
  );
  return el(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": caption || t("answer") },
    table,
  );
}

const cell = (text) => el("td", { class: Number.isNaN(value(text)) ? null : "numeric" }, text);

// The number a cell begins with, or NaN: "1,491.52 万元" → 1491.52; blanks and dashes are no numbers.
function value(text) {
  const found = /^[^\d]{0,3}?(-?\d[\d,]*(?:\.\d+)?)/.exec(text.replaceAll("，", ","));
  return found ? Number(found[1].replaceAll(",", "")) : Number.NaN;
}

function sorted(records, column, direction) {
  return [...records].sort((a, b) => {
    const [x, y] = [value(a[column] ?? ""), value(b[column] ?? "")];
    if (Number.isNaN(x) || Number.isNaN(y)) {
      // What has no number stays last either way.
      if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
      return direction * (a[column] ?? "").localeCompare(b[column] ?? "", "zh");
    }
    return direction * (x - y);
  });
}
