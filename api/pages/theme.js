// Runs before the first paint, so that neither colours nor language flash.
{
  const root = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage can be switched off
    }
  };
  const theme = kept("youju.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const language =
    kept("youju.language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
  root.dataset.language = language;
  root.lang = language === "zh" ? "zh-CN" : "en";
}
