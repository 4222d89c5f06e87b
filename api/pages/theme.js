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
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    root.dataset.theme = kept("youju.theme") ?? (dark.matches ? "dark" : "light");
  };
  dark.addEventListener("change", paint);
  paint();
  const language =
    kept("youju.language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
  root.dataset.language = language;
  root.lang = language === "zh" ? "zh-CN" : "en";
}
