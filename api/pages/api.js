// The documentation of the HTTP interface; its script is served from here, it asks nothing from outside.
{
  const root = document.documentElement;
  const paint = () => root.classList.toggle("dark-mode", root.dataset.theme === "dark");
  new MutationObserver(paint).observe(root, { attributeFilter: ["data-theme"] });
  paint();
}
window.SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#api",
  // Deep links would stand inside the buttons that open an operation, which no keyboard or screen reader can tell apart.
  deepLinking: false,
  docExpansion: "list",
  validatorUrl: null,
});
