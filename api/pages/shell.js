// What every page has at its top: language and theme.

import { getJSON, send } from "./client.js";
import { byId, el, icon } from "./dom.js";
import { language, remember, setLanguage, t, translate } from "./i18n.js";

const isDark = () => document.documentElement.dataset.theme === "dark";

export function startShell() {
  translate();
  byId("language").addEventListener("click", () => setLanguage(language() === "zh" ? "en" : "zh"));
  byId("theme").addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    remember("youju.theme", next);
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
  document.addEventListener("language", label);
  label();
  if (location.pathname !== "/signin.html") getJSON("/api/session").then(showPerson, () => undefined);
}

// Who is signed in, beside language and theme; before there are accounts, that the page is open and to whom.
function showPerson(session) {
  for (const link of document.querySelectorAll("[data-may]"))
    link.hidden = !link.dataset.may.split(" ").some((each) => session.permissions.includes(each));
  if (session.via === "local" && session.accounts === false) {
    const open = el("p", { class: "open-here" });
    const tell = () => open.replaceChildren(t("openHere"));
    document.addEventListener("language", tell);
    tell();
    document.querySelector("#welcome, main").append(open);
  }
  if (session.via !== "session") return;
  const leave = el("button", { type: "button", class: "tool person", onclick: signOut }, session.name);
  const named = () => {
    leave.title = t("signedInAs", { name: session.name });
    leave.setAttribute("aria-label", leave.title);
  };
  document.addEventListener("language", named);
  named();
  document.querySelector(".tools").prepend(leave);
}

async function signOut() {
  await send("DELETE", "/api/session");
  location.assign("/signin.html");
}

function label() {
  const languageTool = byId("language");
  languageTool.textContent = language() === "zh" ? "EN" : "中";
  const themeTool = byId("theme");
  themeTool.replaceChildren(icon(isDark() ? "sun" : "moon"));
  for (const [tool, key] of [
    [languageTool, "languageTool"],
    [themeTool, "themeTool"],
  ]) {
    tool.setAttribute("aria-label", t(key));
    tool.title = t(key);
  }
}
