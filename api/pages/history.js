// The list of conversations beside the desk: searched, opened, renamed, exported, deleted.

import { getJSON, send } from "./client.js";
import { byId, el, icon, iconButton, openDialog, toast, undoable } from "./dom.js";
import { language, remember, t } from "./i18n.js";

const PAGE = 40;
const OPEN = "youju.history";
const wide = matchMedia("(min-width: 1100px)");
const panel = byId("history");
const toggle = byId("history-toggle");

// Deleted, but still to be taken back: the service lists them a little longer.
const going = new Set();
let shown = [];
let left = 0;
let hooks = null;
let search = null;
let list = null;

// `onOpen(id)` shows a conversation; `onGone(id)` is told when one is deleted; `current()` is the one on the desk.
export function startHistory(given) {
  hooks = given;
  toggle.replaceChildren(icon("menu"));
  toggle.addEventListener("click", () => setOpen(panel.hidden));
  search = el("input", { type: "search", class: "filter", autocomplete: "off" });
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(loadHistory, 200);
  });
  list = el("ul", { class: "history-list" });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || wide.matches) return;
    event.stopPropagation();
    setOpen(false);
  });
  // Over the page it must not hide what is being used: it goes when the focus or a finger goes elsewhere.
  for (const name of ["focusin", "pointerdown"])
    document.addEventListener(name, ({ target }) => {
      if (wide.matches || panel.hidden || panel.contains(target) || toggle.contains(target)) return;
      if (!target.closest?.("dialog, .toast")) setOpen(false);
    });
  wide.addEventListener("change", () => setOpen(wide.matches && wanted()));
  setOpen(wide.matches && wanted());
  label();
  document.addEventListener("language", () => {
    label();
    draw();
  });
}

function wanted() {
  try {
    return localStorage.getItem(OPEN) !== "closed";
  } catch {
    return true;
  }
}

function setOpen(open) {
  const focus = panel.contains(document.activeElement) || (open && !wide.matches);
  panel.hidden = !open;
  document.body.classList.toggle("with-history", open);
  toggle.setAttribute("aria-expanded", String(open));
  if (wide.matches) remember(OPEN, open ? "open" : "closed");
  if (open) loadHistory();
  if (focus) (open ? search : toggle).focus();
}

function label() {
  toggle.setAttribute("aria-label", t("history"));
  toggle.title = t("history");
  search.placeholder = t("historySearch");
  search.setAttribute("aria-label", t("historySearch"));
  panel.replaceChildren(
    el("h2", { id: "history-title" }, t("history")),
    search,
    el("p", { class: "quiet", id: "history-note", role: "status" }),
    list,
  );
}

export async function loadHistory() {
  if (panel.hidden) return;
  await fetchPage(0);
}

async function fetchPage(offset) {
  const query = new URLSearchParams({ search: search.value.trim(), offset, limit: PAGE + 1 });
  try {
    const found = await getJSON(`/api/conversations?${query}`);
    left = found.length > PAGE;
    shown = [...shown.slice(0, offset), ...found.slice(0, PAGE)];
    draw();
  } catch (error) {
    byId("history-note").textContent = error.message;
  }
}

function draw() {
  const more = el(
    "button",
    { type: "button", class: "quiet-button", onclick: () => fetchPage(shown.length) },
    t("olderConversations"),
  );
  const there = shown.filter((one) => !going.has(one.id));
  list.replaceChildren(...there.map(item), ...(left ? [el("li", {}, more)] : []));
  byId("history-note").textContent = there.length ? "" : t(search.value.trim() ? "noneFound" : "noHistory");
}

function item(one) {
  const current = one.id === hooks.current();
  const day = new Date(one.updated_at).toLocaleDateString(language() === "zh" ? "zh-CN" : "en-GB");
  const open = () => {
    if (!wide.matches) setOpen(false);
    hooks.onOpen(one.id);
  };
  return el(
    "li",
    { class: current ? "current" : null },
    el(
      "button",
      { type: "button", class: "history-open", "aria-current": current ? "true" : null, onclick: open },
      el("span", { class: "history-name" }, one.title),
      el("span", { class: "quiet" }, `${day} · ${t("questionsCount", { n: one.length })}`),
    ),
    iconButton("more", t("conversationMenu", { title: one.title }), () => manage(one)),
  );
}

function manage(one) {
  const path = `/api/conversations/${encodeURIComponent(one.id)}`;
  const title = el("input", { id: "conversation-name", class: "text-field", value: one.title, maxlength: 120 });
  const rename = async () => {
    const name = title.value.trim();
    if (!name || name === one.title) return;
    await attempt(() => send("PATCH", path, { title: name }));
    await loadHistory();
  };
  const exported = (format, key) =>
    el("a", { class: "pill", href: `${path}/export?format=${format}&language=${language()}`, download: "" }, icon("download"), t(key));
  const close = openDialog(
    t("history"),
    el(
      "div",
      { class: "dialog-body" },
      el("label", { for: "conversation-name" }, t("conversationTitle")),
      title,
      el("div", { class: "pills" }, exported("markdown", "exportMarkdown"), exported("json", "exportJson")),
    ),
    [
      el(
        "button",
        {
          type: "button",
          class: "pill danger",
          onclick: () => {
            close();
            remove(one, path);
          },
        },
        icon("trash"),
        t("delete"),
      ),
      el("button", { class: "pill", value: "cancel" }, t("cancel")),
      el("button", { class: "primary", value: "save", onclick: rename }, t("saveTitle")),
    ],
  );
  title.select();
}

function remove(one, path) {
  going.add(one.id);
  draw();
  hooks.onGone(one.id);
  undoable(
    t("deleted", { title: one.title }),
    t("undo"),
    () => attempt(() => send("DELETE", path)),
    () => {
      going.delete(one.id);
      draw();
    },
  );
}

async function attempt(act) {
  try {
    await act();
  } catch (error) {
    toast(error.message);
  }
}
