// Many files in, each with its own progress: sent, being read, and what became of it.

import { Failure, upload } from "./client.js";
import { byId, el } from "./dom.js";
import { t } from "./i18n.js";

const AT_ONCE = 2;
const list = byId("outcomes");

// Uploads `files`, two at a time; `done` is called when all are in.
export async function add(files, done) {
  const waiting = files.map((file) => ({ file, item: line(file) }));
  list.prepend(...waiting.map(({ item }) => item));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await one(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await done();
}

function line(file) {
  return el("li", { class: "waiting" }, el("span", { class: "state" }, t("queued")), el("span", {}, file.name));
}

async function one({ file, item }) {
  const bar = el("progress", { max: 1, value: 0, "aria-label": file.name });
  const state = el("span", { class: "state" }, t("sending"));
  item.replaceChildren(state, el("span", {}, file.name), bar);
  const onProgress = (share) => {
    bar.value = share;
    if (share < 1) return;
    state.textContent = t("uploading");
    bar.removeAttribute("value"); // being read: how long is not known
  };
  try {
    const outcomes = await upload(file, onProgress);
    item.replaceWith(...outcomes.map((outcome) => told(outcome)));
  } catch (error) {
    const said = error instanceof Failure ? error.message : t("failed");
    item.replaceWith(report("failed", t("failedFile"), [file.name, said]));
  }
}

function told({ source, status, pages, tables, figures, reason, warnings, document_id: id }) {
  const counts = [
    pages ? t("pagesCount", { n: pages }) : "",
    tables ? t("tablesCount", { n: tables }) : "",
    t("figuresCount", { n: figures }),
  ];
  const found = status === "added" ? counts.filter(Boolean).join(" · ") : "";
  const name = id ? el("a", { href: `figures.html?document=${encodeURIComponent(id)}` }, source) : source;
  const said = t(status === "failed" ? "failedFile" : status);
  return report(status, said, [name, found, reason, ...warnings]);
}

function report(state, said, details) {
  return el(
    "li",
    { class: state },
    el("span", { class: "state" }, said),
    details.filter(Boolean).map((detail) => el("span", {}, detail)),
  );
}

// The files of a drop, those inside dropped folders included.
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  return (await Promise.all(entries.map(within))).flat();
}

async function within(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    for (const inside of some) found.push(...(await within(inside)));
  }
}
