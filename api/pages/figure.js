// Figures as people meet them: chips, and what was understood of each.

import { el, icon } from "./dom.js";
import { knows, period, t } from "./i18n.js";

const said = (key) => (key && knows(key) ? t(key) : (key ?? ""));

// [name, value] pairs of what a figure was understood to say; empty ones are left out.
// `ratio` is the formula a stated rate follows, where the answer shows it.
export function understood(figure, part = {}, ratio = "") {
  const bound = figure.bound === "exact" ? t("exact") : said(figure.bound);
  return [
    [t("measure"), figure.measure],
    [t("subject"), figure.subject !== figure.measure ? figure.subject : ""],
    [t("department"), figure.department],
    [t("period"), figure.period ? period(figure.period) : ""],
    [t("role"), [said(figure.role), figure.computed ? t("computed") : ""].filter(Boolean).join(" · ")],
    [t("bound"), bound],
    [t("denominator"), ratio],
    [t("formula"), figure.measure.includes(part.expression) ? "" : (part.expression ?? "")],
  ].filter(([, value]) => value);
}

export function facts(pairs) {
  return el(
    "dl",
    { class: "facts" },
    pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

export function chip(part, onopen, ratio = "") {
  const { figure, text } = part;
  const kinds = ["chip", `role-${figure.role ?? "none"}`];
  if (figure.computed) kinds.push("computed");
  if (part.offered === false) kinds.push("context");
  const button = el(
    "button",
    {
      type: "button",
      class: kinds.join(" "),
      "aria-label": t("openFigure", { text, measure: figure.measure }),
      onclick: () => onopen(button),
    },
    text,
  );
  describe(button, () => facts(understood(figure, part, ratio)));
  return button;
}

// One tooltip for the page: on hover and on focus, gone with Escape, never in the way of the pointer.
let tooltip;

export function describe(node, content, opens = true) {
  const show = () => {
    tooltip ??= document.body.appendChild(
      el("div", { id: "tooltip", class: "tooltip", role: "tooltip", hidden: true }),
    );
    tooltip.replaceChildren(content(), opens ? el("p", { class: "hint" }, icon("open"), t("seeSource")) : "");
    tooltip.hidden = false;
    node.setAttribute("aria-describedby", "tooltip");
    place(tooltip, node.getClientRects()[0] ?? node.getBoundingClientRect());
  };
  const hide = () => {
    if (tooltip) tooltip.hidden = true;
    node.removeAttribute("aria-describedby");
  };
  node.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show());
  node.addEventListener("pointerleave", hide);
  node.addEventListener("focus", () => node.matches(":focus-visible") && show());
  node.addEventListener("blur", hide);
  // Where a click opens nothing, a tap is how a phone asks for the tooltip.
  node.addEventListener("click", opens ? hide : show);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && tooltip && !tooltip.hidden) {
    tooltip.hidden = true;
    event.stopImmediatePropagation();
  }
});
document.addEventListener("scroll", () => tooltip && (tooltip.hidden = true), {
  capture: true,
  passive: true,
});

function place(box, anchor) {
  const { width, height } = box.getBoundingClientRect();
  const gap = 8;
  const left = Math.min(Math.max(gap, anchor.left + anchor.width / 2 - width / 2), innerWidth - width - gap);
  const above = anchor.top - height - gap;
  box.style.left = `${left}px`;
  box.style.top = `${above > gap ? above : anchor.bottom + gap}px`;
}
