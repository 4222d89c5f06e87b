// What every page has at its top: language and theme.

import { byId, icon } from "./dom.js";
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
