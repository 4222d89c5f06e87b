// What the installation is made of: health of its parts, storage, settings in force, and what people said of answers.

import { getJSON, send } from "./client.js";
import { byId, el, icon } from "./dom.js";
import { language, t } from "./i18n.js";
import { startShell } from "./shell.js";

const OPINIONS = 50;
const place = byId("system");
let known = null;

async function load() {
  try {
    const { permissions } = await getJSON("/api/session");
    const told = permissions.includes("evaluate") ? getJSON(`/api/opinions?limit=${OPINIONS}`) : [];
    const [system, opinions, channels] = await Promise.all([getJSON("/api/system"), told, getJSON("/api/channels")]);
    known = { ...system, opinions, ...channels };
    byId("failure").textContent = "";
    show();
  } catch (error) {
    byId("failure").textContent = error.message;
  }
}

function show() {
  if (!known) return;
  byId("version").textContent = t("systemVersion", { version: known.version });
  place.replaceChildren(
    el("section", {}, el("h2", {}, t("parts")), el("ul", { class: "parts-list" }, known.parts.map(part))),
    el("section", {}, el("h2", {}, t("storage")), storage(known.storage)),
    el("section", {}, el("h2", {}, t("channels")), channels(known.channels), dead(known.dead)),
    el("section", {}, el("h2", {}, t("opinionsTitle")), opinions(known.opinions)),
    el("section", {}, el("h2", {}, t("settingsInForce")), settings(known.settings)),
  );
}

function part({ name, well, problem, seen }) {
  const told = Object.entries(seen).map(([key, value]) => `${t(`seen_${key}`)} ${shown(value)}`);
  return el(
    "li",
    { class: well ? "good" : "bad" },
    el("strong", {}, t(`part_${name}`)),
    el("span", { class: "state" }, icon(well ? "done" : "warn"), t(well ? "well" : "unwell")),
    el("span", { class: "quiet" }, problem ?? told.join(" · ")),
  );
}

const shown = (value) => (typeof value === "number" ? value.toLocaleString("en") : value);

function storage(parts) {
  return el(
    "dl",
    { class: "storage" },
    parts.flatMap(({ name, bytes }) => [el("dt", {}, t(`storage_${name}`)), el("dd", {}, bytes === null ? "—" : size(bytes))]),
  );
}

function size(bytes) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let n = 0;
  for (; bytes >= 1024 && n < units.length - 1; n += 1) bytes /= 1024;
  return `${bytes.toFixed(bytes < 10 && n ? 1 : 0)} ${units[n]}`;
}

function channels(all) {
  if (!all.length) return el("p", { class: "quiet" }, t("channelsNone"));
  const counted = (one) => ["open", "done", "dead"].map((state) => `${t(`letters_${state}`)} ${shown(one[state])}`).join(" · ");
  return el(
    "ul",
    { class: "parts-list" },
    all.map((one) =>
      el(
        "li",
        { class: one.on && !one.dead ? "good" : "bad" },
        el("strong", {}, t(`channel_${one.name.replace("-", "_")}`)),
        el("span", { class: "state" }, icon(one.on ? "done" : "warn"), t(one.on ? "channelOn" : "channelOff")),
        el("span", { class: "quiet" }, counted(one)),
      ),
    ),
  );
}

// Messages given up, each with its reason; trying again sends what was made of it, or answers it anew.
function dead(letters) {
  if (!letters.length) return null;
  return el(
    "ul",
    { class: "opinions", "aria-label": t("lettersDead") },
    letters.map((one) =>
      el(
        "li",
        { class: "wrong" },
        el("strong", {}, t(`channel_${one.channel.replace("-", "_")}`)),
        el("span", {}, one.problem),
        el("span", { class: "quiet" }, t("letterTried", { time: at(one.taken_at), count: one.attempts })),
        el("button", { type: "button", class: "pill", onclick: () => again(one.key) }, t("tryAgain")),
      ),
    ),
  );
}

const at = (seconds) => new Date(seconds * 1000).toLocaleString(language() === "zh" ? "zh-CN" : "en");

async function again(key) {
  try {
    await send("POST", "/api/channels/again", { key });
  } catch (error) {
    byId("failure").textContent = error.message;
    return;
  }
  load();
}

function opinions(all) {
  if (!all.length) return el("p", { class: "quiet" }, t("opinionsNone"));
  return el(
    "ul",
    { class: "opinions" },
    all.map((one) =>
      el(
        "li",
        { class: one.kind },
        el("strong", {}, t(`opinion_${one.kind}`)),
        el("a", { href: `answer.html?id=${encodeURIComponent(one.answer_id)}` }, one.question),
        one.figure.measure
          ? el("span", {}, `${one.figure.measure} ${one.figure.value} ${one.figure.unit}`)
          : null,
        one.reason ? el("span", { class: "quiet" }, one.reason) : null,
      ),
    ),
  );
}

function settings(all) {
  return el(
    "div",
    { class: "records", tabindex: "0", role: "region", "aria-label": t("settingsInForce") },
    el(
      "table",
      {},
      el("caption", { class: "visually-hidden" }, t("settingsInForce")),
      el(
        "thead",
        {},
        el("tr", {}, el("th", { scope: "col" }, t("settingName")), el("th", { scope: "col" }, t("settingValue"))),
      ),
      el(
        "tbody",
        {},
        all.map((one) =>
          el(
            "tr",
            {},
            el("td", {}, el("code", {}, one.name), el("span", { class: "quiet", lang: "en" }, one.description)),
            el(
              "td",
              {},
              one.value ?? t("settingUnset"),
              one.default ? el("span", { class: "quiet" }, t("settingDefault")) : null,
            ),
          ),
        ),
      ),
    ),
  );
}

let spoken = language();
document.addEventListener("language", () => {
  if (spoken !== language()) load(); // problems are said in the language asked for
  spoken = language();
  show();
});

startShell();
load();
