// Elements built from data: text only ever becomes text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M7 7h10v10H7z",
  close: "M6 6l12 12M18 6L6 18",
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  plus: "M12 5v14M5 12h14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  done: "M5 12.5l4.5 4.5L19 7.5",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  open: "M14 4h6v6M20 4l-9 9M19 14v6H4V5h6",
  upload: "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
  warn: "M12 4l9 16H3zM12 10v4M12 17v.5",
  note: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 7.5v.5",
  sort: "M8 5v14M4 15l4 4 4-4M16 19V5M12 9l4-4 4 4",
  arrow: "M5 12h14M13 6l6 6-6 6",
  menu: "M4 6h16M4 12h16M4 18h10",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  up: "M7 11v9H4v-9zM7 11l4-8c2 0 3 1.5 2.5 3.500L13 9h6c1 0 1.500 1 1.300 2l-1.500 7c-.2 1-1 2-2.300 2H7",
  down: "M17 13V4h3v9zM17 13l-4 8c-2 0-3-1.500-2.500-3.500L11 15H5c-1 0-1.500-1-1.300-2l1.500-7c.2-1 1-2 2.300-2H17",
  flag: "M6 21V4h11l-2 4 2 4H6",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  more: "M4.500 12h1M11.500 12h1M18.500 12h1",
  trash: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5M14 11v5",
  edit: "M4 20l1-4L16 5l3 3L8 19z",
  filter: "M4 5h16l-6 8v6l-4-2v-4z",
  download: "M12 4v11M7 11l5 5 5-5M4 16v4h16v-4",
  chart: "M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6",
  table: "M4 5h16v14H4zM4 10h16M4 15h16M10 5v14",
};

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export const byId = (id) => document.getElementById(id);

export function iconButton(name, label, onclick, properties = {}) {
  return el(
    "button",
    { type: "button", class: "tool", "aria-label": label, title: label, onclick, ...properties },
    icon(name),
  );
}

// A modal dialog with a heading; closed by Escape, by its buttons or by a click beside it. Returns its `close`.
export function openDialog(title, body, actions = []) {
  const close = () => dialog.close();
  const dialog = el(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    el(
      "form",
      { method: "dialog", class: "dialog-form" },
      el("h2", { id: "dialog-title" }, title),
      body,
      el("div", { class: "dialog-actions" }, actions),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
  return close;
}

// One line at the bottom of the page, said to screen readers; `undo` adds a button that calls it.
export function toast(text, { label = "", undo = null, milliseconds = 4000 } = {}) {
  document.querySelector(".toast")?.remove();
  const box = el("div", { class: "toast", role: "status" });
  document.body.append(box);
  const end = () => box.remove();
  const timer = setTimeout(end, milliseconds);
  box.append(el("span", {}, text));
  if (undo)
    box.append(
      el(
        "button",
        {
          type: "button",
          class: "quiet-button",
          onclick: () => {
            clearTimeout(timer);
            end();
            undo();
          },
        },
        label,
      ),
    );
}

// Sends `act` only when nobody takes it back in time; leaving the page sends it at once.
export function undoable(text, label, act, back, milliseconds = 6000) {
  let due = true;
  const now = () => {
    if (!due) return;
    due = false;
    removeEventListener("pagehide", now);
    act();
  };
  const timer = setTimeout(now, milliseconds);
  addEventListener("pagehide", now);
  const undo = () => {
    due = false;
    clearTimeout(timer);
    removeEventListener("pagehide", now);
    back();
  };
  toast(text, { label, undo, milliseconds });
}
