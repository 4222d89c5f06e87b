// Many files in, each with its own progress: sent, being read, and what became of it.

import { Failure, getJSON, getPage, send, upload } from "./client.js";
import { byId, el } from "./dom.js";
import { t } from "./i18n.js";

const AT_ONCE = 2;
const LOOK_AGAIN_MS = 1500;
const MOST_SHOWN = 200;
const list = byId("outcomes");
// Uploads that workers read, by id: the line of each, and what is called when it has ended.
const followed = new Map();
let looking = false;

// Uploads `files`, two at a time; `done` is called when all are in, and again when workers have read one.
export async function add(files, done) {
  const waiting = files.map((file) => ({ file, item: line(file) }));
  list.prepend(...waiting.map(({ item }) => item));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await one(next, done);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await done();
}

function line(file) {
  return el("li", { class: "waiting" }, el("span", { class: "state" }, t("queued")), el("span", {}, file.name));
}

async function one({ file, item }, done) {
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
    const { outcomes, uploads } = await upload(file, onProgress);
    if (uploads) follow(uploads[0], item, done);
    else item.replaceWith(...outcomes.map((outcome) => told(outcome)));
  } catch (error) {
    const said = error instanceof Failure ? error.message : t("failed");
    item.replaceWith(report("failed", t("failedFile"), [file.name, said]));
  }
}

// Shows the uploads that wait or are read, whoever sent them and whichever process took them.
export async function resume(done) {
  const { items } = await getPage(`/api/uploads?open=true&limit=${MOST_SHOWN}`);
  for (const upload of items) {
    if (followed.has(upload.id)) continue;
    const item = el("li", { class: "waiting" });
    list.append(item);
    follow(upload, item, done);
  }
}

function follow(upload, item, done) {
  followed.set(upload.id, { item, done });
  update(upload);
  look();
}

// One request tells where all stand, however many are followed.
async function look() {
  if (looking) return;
  looking = true;
  while (followed.size) {
    await new Promise((next) => setTimeout(next, LOOK_AGAIN_MS));
    try {
      await lookOnce();
    } catch (error) {
      if (error.status && error.status < 500) break; // signed out, or not allowed any more
    }
  }
  looking = false;
}

async function lookOnce() {
  const { items } = await getPage(`/api/uploads?limit=${MOST_SHOWN}`);
  const known = new Map(items.map((upload) => [upload.id, upload]));
  const beyond = [...followed.keys()].find((id) => !known.has(id));
  if (beyond) await lookBeyond(beyond, known);
  for (const id of [...followed.keys()]) if (known.has(id)) update(known.get(id));
}

async function lookBeyond(id, known) {
  try {
    known.set(id, await getJSON(`/api/uploads/${encodeURIComponent(id)}`));
  } catch (error) {
    if (error.status !== 404) throw error;
    followed.get(id).item.remove(); // its line was taken away elsewhere
    followed.delete(id);
  }
}

function update(upload) {
  const { item, done } = followed.get(upload.id);
  if (upload.state === "waiting" || upload.state === "reading") {
    item.replaceChildren(...standing(upload));
    return;
  }
  followed.delete(upload.id);
  item.replaceWith(upload.outcome ? told(upload.outcome) : report("cancelled", t("takenBack"), [upload.source]));
  done();
}

function standing({ id, source, state, files }) {
  const back = el("button", { type: "button", class: "pill" }, t("takeBack"));
  back.addEventListener("click", async () => {
    back.disabled = true;
    await send("DELETE", `/api/uploads/${encodeURIComponent(id)}`).catch(() => undefined);
  });
  const over = files ? el("span", {}, t("filesOver", { n: files })) : "";
  const said = el("span", { class: "state" }, t(state === "reading" ? "uploading" : "queued"));
  return [said, el("span", {}, source), over, back].filter(Boolean);
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
