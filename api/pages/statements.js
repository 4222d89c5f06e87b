// Books beside counts and other books, contracts beside budgets and payments: a part of the page of reconciliation.

import { getJSON } from "./client.js";
import { byId, el } from "./dom.js";
import { t } from "./i18n.js";
import { queryOf, sourceLink, takeAlong } from "./monitor.js";

const MOST = 200;
const [links, stated, place] = ["statement-links", "stated", "statements"].map(byId);

let found = [];
let asked = "";

export async function findStatements(department, year) {
  asked = queryOf({ department, year });
  found = await getJSON(`/api/reconciliation/statements?${asked}`);
  showStatements();
}

export function showStatements() {
  place.hidden = !found.length;
  stated.textContent = found.length ? t("positionsShown", { n: Math.min(MOST, found.length), of: found.length }) : t("nothingStated");
  links.replaceChildren(...(found.length ? files() : []));
  const columns = ["statement", "department", "year", "item", "first", "second", "apart"];
  place.replaceChildren(
    el(
      "table",
      {},
      el("caption", { class: "visually-hidden" }, t("statementsTitle")),
      el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, t(`col_${name}`))))),
      el("tbody", {}, [...found].sort((a, b) => b.amiss - a.amiss).slice(0, MOST).map(row)),
    ),
  );
}

// The files of statements stand beside those of the matters above.
function files() {
  return takeAlong("/api/reconciliation", asked).map((link) => {
    link.href = link.href.replace("/file.", "/statements.");
    return link;
  });
}

function row(one) {
  const apart = one.result === "agree" ? t("result_agree") : `${t(`result_${one.result}`)} ${one.difference.replace("-", "")} ${one.unit}`;
  const wrong = one.misstated ? [el("div", {}, sourceLink(one.stated, t("misstated", { value: one.stated.value })))] : [];
  return el(
    "tr",
    {},
    el("td", {}, t(`statement_${one.statement}`)),
    el("td", {}, one.department),
    el("td", {}, String(one.year)),
    el("td", {}, one.named),
    el("td", {}, sourceLink(one.first)),
    el("td", {}, sourceLink(one.second)),
    el("td", { class: one.amiss ? "late" : null }, apart, ...wrong),
  );
}
