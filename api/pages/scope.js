// Where to look: departments, years and kinds that questions are limited to, shown above the question.

import { getJSON } from "./client.js";
import { byId, el, icon, iconButton, openDialog } from "./dom.js";
import { knows, remember, t } from "./i18n.js";

const PINNED = "youju.scope";
const GROUPS = ["departments", "years", "kinds"];
const NONE = Object.freeze({ departments: [], years: [], kinds: [] });
const bar = byId("scope");

let chosen = { ...NONE };
let pinned = false;
let offered = null;

// What goes along with a question; undefined where nothing is limited.
export const scopeNow = () => (GROUPS.some((group) => chosen[group].length) ? chosen : undefined);

export function startScope() {
  try {
    const kept = JSON.parse(localStorage.getItem(PINNED) ?? "null");
    if (kept) {
      chosen = { ...NONE, ...kept };
      pinned = true;
    }
  } catch {
    // Storage switched off or its content not ours: nothing is pinned.
  }
  document.addEventListener("language", draw);
  draw();
}

// A new conversation begins with what is pinned, or with everything.
export function freshScope() {
  if (pinned) return;
  chosen = { ...NONE };
  draw();
}

function set(next) {
  chosen = next;
  keep();
  draw();
}

function keep() {
  remember(PINNED, pinned ? JSON.stringify(chosen) : "null");
}

const named = (group, value) => (group === "kinds" && knows(`kind_${value}`) ? t(`kind_${value}`) : String(value));

function draw() {
  const chips = GROUPS.flatMap((group) =>
    chosen[group].map((value) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: "scope-chip",
            "aria-label": t("scopeRemove", { name: named(group, value) }),
            onclick: () => {
              set({ ...chosen, [group]: chosen[group].filter((other) => other !== value) });
              bar.querySelector(".scope-open").focus();
            },
          },
          named(group, value),
          icon("close"),
        ),
      ),
    ),
  );
  const pin = iconButton("pin", t("scopePin"), togglePin, { "aria-pressed": String(pinned), "data-pin": true });
  bar.replaceChildren(
    el(
      "button",
      { type: "button", class: "scope-open", "aria-haspopup": "dialog", title: t("scopeChange"), onclick: choose },
      icon("filter"),
      `${t("scope")}: ${chips.length ? "" : t("scopeAll")}`,
    ),
    chips.length ? el("ul", { class: "scope-chips" }, chips) : "",
    chips.length || pinned ? pin : "",
  );
}

function togglePin() {
  pinned = !pinned;
  keep();
  draw();
  bar.querySelector("[data-pin]")?.focus();
}

async function choose() {
  try {
    offered = await getJSON("/api/scope");
  } catch {
    offered ??= { departments: [], years: [], kinds: [] };
  }
  const find = el("input", { type: "search", class: "filter", placeholder: t("scopeFind"), "aria-label": t("scopeFind") });
  const lists = Object.fromEntries(GROUPS.map((group) => [group, el("div", { class: `choices ${group}` })]));
  const fill = () => {
    const wanted = find.value.trim();
    for (const group of GROUPS) {
      const fitting = offered[group].filter(
        ({ value }) => group !== "departments" || String(value).includes(wanted) || chosen[group].includes(value),
      );
      lists[group].replaceChildren(...fitting.slice(0, 200).map((one) => choice(group, one)));
    }
  };
  find.addEventListener("input", fill);
  find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  fill();
  const many = offered.departments.length > 8;
  openDialog(
    t("scopeTitle"),
    el(
      "div",
      { class: "dialog-body" },
      el("fieldset", {}, el("legend", {}, t("scopeDepartments")), many ? find : "", lists.departments),
      el("fieldset", {}, el("legend", {}, t("scopeYears")), lists.years),
      el("fieldset", {}, el("legend", {}, t("scopeKinds")), lists.kinds),
    ),
    [
      el("button", { class: "pill", value: "clear", onclick: () => set({ ...NONE }) }, t("scopeClear")),
      el("button", { class: "primary", value: "done" }, t("done")),
    ],
  );
}

function choice(group, { value, documents }) {
  const box = el("input", {
    type: "checkbox",
    checked: chosen[group].includes(value),
    onchange: () =>
      set({
        ...chosen,
        [group]: box.checked ? [...chosen[group], value] : chosen[group].filter((other) => other !== value),
      }),
  });
  return el("label", { class: "choice" }, box, el("span", {}, named(group, value)), el("span", { class: "quiet" }, documents));
}
