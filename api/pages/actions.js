// What can be done with an answer: copied with its sources, shared, printed, judged.

import { send } from "./client.js";
import { el, icon, iconButton, openDialog, toast } from "./dom.js";
import { t } from "./i18n.js";

export function answerActions(answer) {
  const up = iconButton("up", t("up"), () => judge(answer, "up", up, [up, down]), { "aria-pressed": "false" });
  const down = iconButton("down", t("down"), () => tellWhy(answer, down, [up, down]), { "aria-pressed": "false" });
  return el(
    "div",
    { class: "answer-actions" },
    copyButton(answer),
    iconButton("link", t("shareLink"), () => share(answer)),
    iconButton("print", t("print"), (event) => print(event.currentTarget.closest(".answer"))),
    el("span", { class: "space" }),
    up,
    down,
    iconButton("flag", t("wrongFigure"), () => reportFigure(answer)),
  );
}

function copyButton(answer) {
  const button = iconButton("copy", t("copy"), async () => {
    await copy(withSources(answer));
    toast(t("copied"));
  });
  return button;
}

async function share({ id }) {
  await copy(new URL(`answer.html?id=${encodeURIComponent(id)}`, location.href).href);
  toast(t("shared"));
}

// Only this answer and its question go to paper; the print style shows every source with its words.
function print(item) {
  const question = item.previousElementSibling;
  const printed = [item, question?.classList.contains("question") ? question : null].filter(Boolean);
  const mark = (on) => {
    document.body.classList.toggle("print-one", on);
    for (const node of printed) node.classList.toggle("printed", on);
  };
  mark(true);
  addEventListener("afterprint", () => mark(false), { once: true });
  window.print();
}

async function judge(answer, kind, button, both, reason = "") {
  await tell(answer, { kind, reason });
  for (const one of both) one.setAttribute("aria-pressed", String(one === button));
}

function tellWhy(answer, button, both) {
  const why = el("textarea", { id: "why", class: "text-field", rows: 3, maxlength: 2000 });
  openDialog(
    t("down"),
    el("div", { class: "dialog-body" }, el("label", { for: "why" }, t("opinionWhy")), why),
    [
      el("button", { class: "pill", value: "cancel" }, t("cancel")),
      el(
        "button",
        { class: "primary", value: "send", onclick: () => judge(answer, "down", button, both, why.value) },
        t("opinionSend"),
      ),
    ],
  );
  why.focus();
}

function reportFigure(answer) {
  const which = el(
    "select",
    { id: "which", class: "text-field" },
    answer.figures.map((figure, n) =>
      el(
        "option",
        { value: n },
        [figure.department, figure.period, figure.measure, `${figure.value} ${figure.unit}`].filter(Boolean).join(" · "),
      ),
    ),
    el("option", { value: "" }, t("wrongNone")),
  );
  const why = el("textarea", { id: "why", class: "text-field", rows: 3, maxlength: 2000 });
  const sent = () =>
    tell(answer, {
      kind: "wrong_figure",
      reason: why.value,
      figure: which.value === "" ? null : Number(which.value),
    });
  openDialog(
    t("wrongFigure"),
    el(
      "div",
      { class: "dialog-body" },
      el("label", { for: "which" }, t("wrongWhich")),
      which,
      el("label", { for: "why" }, t("wrongWhy")),
      why,
    ),
    [
      el("button", { class: "pill", value: "cancel" }, t("cancel")),
      el("button", { class: "primary", value: "send", onclick: sent }, icon("flag"), t("opinionSend")),
    ],
  );
}

async function tell({ id }, opinion) {
  try {
    await send("POST", `/api/answers/${encodeURIComponent(id)}/opinions`, opinion);
    toast(t("thanks"));
  } catch (error) {
    toast(error.message);
  }
}

function withSources({ text, citations }) {
  const lines = citations.map(
    ({ id, source, section, quote }) =>
      `[${id}] ${[source, section].filter(Boolean).join(" › ")}: ${quote.trim()}`,
  );
  return [text, "", ...lines].join("\n");
}

async function copy(text) {
  // The clipboard needs https or localhost; on a plain intranet address a selection still copies.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = el("textarea", { class: "visually-hidden" });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  return undefined;
}
