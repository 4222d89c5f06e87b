// The audit log: newest first, older ones on demand, exported and verified.

import { grid, heading } from "./admin_form.js";
import { getJSON } from "./client.js";
import { byId, el, icon } from "./dom.js";
import { t } from "./i18n.js";

const PAGE = 50;

export function showAudit(entries) {
  const said = el("p", { class: "quiet", role: "status" });
  const verify = el("button", { type: "button", class: "pill", onclick: () => look(said) }, icon("done"), t("verifyAudit"));
  const file = el("a", { class: "pill", href: "/api/audit/export", download: "" }, icon("download"), t("exportAudit"));
  const heads = ["at", "who", "did", "what"].map((key) => t(`audit_${key}`));
  const older = el(
    "button",
    { type: "button", class: "more", hidden: entries.length < PAGE, onclick: () => more(entries) },
    t("older"),
  );
  return [heading("audit", verify, file), said, grid(t("audit"), heads, entries.map(row)), older];
}

function row(entry) {
  const what = entry.question ?? entry.target;
  const how = [entry.via && t(`via_${entry.via}`), entry.address].filter(Boolean).join(" · ");
  const status = entry.status >= 400 ? ` (${entry.status})` : "";
  return [
    el("time", { datetime: entry.at }, entry.at.slice(0, 19).replace("T", " ")),
    [entry.name || "—", el("span", { class: "quiet" }, ` ${how}`)],
    t(`did_${entry.action.replaceAll(/[ -]/g, "_")}`) + status,
    [what, entry.did ? el("span", { class: "quiet" }, ` ${entry.did}`) : null],
  ];
}

async function look(said) {
  const chain = await getJSON("/api/audit/chain");
  said.textContent =
    chain.broken_at === null
      ? t("chainWhole", { n: chain.entries, digest: chain.digest.slice(0, 16) })
      : t("chainBroken", { n: chain.broken_at });
}

async function more(entries) {
  const next = await getJSON(`/api/audit?limit=${PAGE}&before=${entries.at(-1).number}`);
  entries.push(...next);
  byId("audit").replaceChildren(...showAudit(entries));
  if (next.length < PAGE) byId("audit").querySelector(".more").hidden = true;
}
