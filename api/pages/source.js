// The source panel: the document's text at the cited characters, beside the conversation or over it on a phone.

import { documentDetail, documentText } from "./client.js";
import { byId, el, icon, iconButton } from "./dom.js";
import { facts, understood } from "./figure.js";
import { t } from "./i18n.js";
import { layOut } from "./text.js";

const narrow = matchMedia("(max-width: 860px)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const panel = byId("source");
const behind = [document.querySelector(".bar"), document.querySelector(".desk")];

let open = null;

// `citations` can be walked through, beginning at `index`; `part` is the figure that was clicked, if one was.
export function openSource({ citations, index, part = null, opener }) {
  open = {
    citations,
    index,
    part,
    opener: open?.opener?.isConnected && panel.contains(opener) ? open.opener : opener,
  };
  panel.hidden = false;
  document.body.classList.add("with-source");
  modal();
  show();
  panel.focus({ preventScroll: true });
}

export function closeSource() {
  if (!open) return;
  const { opener } = open;
  open = null;
  panel.hidden = true;
  document.body.classList.remove("with-source");
  modal();
  markOpener(null);
  if (opener?.isConnected) opener.focus();
}

document.addEventListener("keydown", (event) => event.key === "Escape" && closeSource());
document.addEventListener("language", () => open && show());
narrow.addEventListener("change", modal);

// On a phone the panel covers everything, so everything else must be out of reach.
function modal() {
  const over = narrow.matches && open !== null;
  for (const node of behind) node.inert = over;
  panel.setAttribute("role", over ? "dialog" : "complementary");
  if (over) panel.setAttribute("aria-modal", "true");
  else panel.removeAttribute("aria-modal");
}

async function show() {
  const mine = open;
  const citation = mine.citations[mine.index];
  const reader = el(
    "div",
    { class: "reader", tabindex: "0", role: "region", "aria-label": t("text") },
    el("p", { class: "quiet" }, t("loading")),
  );
  panel.replaceChildren(
    top(citation),
    el("div", { class: "source-about" }, about(citation), understanding(mine)),
    reader,
  );
  markOpener(citation.id);
  try {
    const [text, detail] = await Promise.all([
      documentText(citation.document_id),
      documentDetail(citation.document_id),
    ]);
    if (open !== mine || mine.citations[mine.index] !== citation) return;
    const pictured = citation.page && hasPages(detail);
    if (pictured) panel.querySelector(".source-links").prepend(pictureSwitch());
    if (pictured && mine.picture) return reader.replaceChildren(pagePicture(citation));
    reader.replaceChildren(layOut(text, detail, marks(citation)));
    const active = reader.querySelector("mark.active");
    active?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "instant" });
  } catch (error) {
    reader.replaceChildren(el("p", { class: "failure", role: "alert" }, error.message || t("textFailed")));
  }
}

const hasPages = ({ media_type: type }) => type === "application/pdf" || type.startsWith("image/");

// Between the text and the original page as a picture; what was chosen holds while walking through citations.
function pictureSwitch() {
  const turn = () => {
    open = { ...open, picture: !open.picture };
    show().then(() => panel.querySelector("[data-picture]")?.focus());
  };
  const label = t(open.picture ? "showText" : "showPage");
  return el(
    "button",
    {
      type: "button",
      class: "link",
      "data-picture": true,
      "aria-pressed": String(Boolean(open.picture)),
      onclick: turn,
    },
    icon("file"),
    label,
  );
}

function pagePicture({ document_id: id, page, start, end, source }) {
  const cited = `/api/documents/${encodeURIComponent(id)}/page/${page}.png?start=${start}&end=${end}`;
  const picture = el("img", { class: "page", src: cited, alt: t("pageAlt", { n: page, source }) });
  const waiting = el("p", { class: "quiet" }, t("loading"));
  picture.addEventListener("load", () => waiting.remove());
  picture.addEventListener("error", () =>
    picture.parentNode?.replaceChildren(el("p", { class: "failure", role: "alert" }, t("pageFailed"))),
  );
  return el("div", { class: "page-picture" }, waiting, picture);
}

function marks(citation) {
  return open.citations
    .filter((other) => other.document_id === citation.document_id)
    .map((other) => ({
      start: other.start,
      end: other.end,
      active: other === citation,
      node: (text) => el("mark", { class: other === citation ? "active" : null }, text),
    }));
}

function top(citation) {
  const { citations, index } = open;
  const step = (by, name, key) =>
    iconButton(name, t(key), () => goTo(open.index + by, `[data-step="${by}"]`), {
      disabled: index + by < 0 || index + by >= citations.length,
      "data-step": by,
    });
  return el(
    "div",
    { class: "source-top" },
    el(
      "h2",
      { id: "source-title" },
      el("span", { class: "number" }, citation.id),
      citation.title || citation.source,
    ),
    el(
      "div",
      { class: "tools" },
      citations.length > 1
        ? [
            step(-1, "previous", "previous"),
            el("span", { class: "position" }, `${index + 1} / ${citations.length}`),
            step(1, "next", "next"),
          ]
        : null,
      iconButton("close", t("close"), closeSource, { "data-close": true }),
    ),
  );
}

// Shows another citation and keeps the focus on the control that asked for it.
function goTo(index, control) {
  open = { ...open, index };
  show();
  const again = panel.querySelector(control);
  (again.disabled ? panel : again).focus();
}

function about(citation) {
  const { title, department, years, source, page, cell, section } = citation;
  const named = title.includes(department);
  const place = [
    named ? "" : department,
    named ? "" : years.join(", "),
    page ? t("page", { n: page }) : "",
    cell ? t("cell", { n: cell }) : "",
  ].filter(Boolean);
  const whole = `figures.html?document=${encodeURIComponent(citation.document_id)}`;
  return [
    el(
      "p",
      { class: "file" },
      icon("file"),
      el("span", {}, source),
      el("span", { class: "source-links" }, el("a", { href: whole }, t("wholeText"), icon("arrow"))),
    ),
    citation.withdrawn ? el("p", { class: "withdrawn-line" }, icon("warn"), t("citedWithdrawn")) : null,
    place.length ? el("p", { class: "quiet" }, place.join(" · ")) : null,
    section && section !== title
      ? el(
          "p",
          { class: "path" },
          section
            .split(" > ")
            .flatMap((step, n) => [n ? el("span", { "aria-hidden": "true" }, " › ") : null, step]),
        )
      : null,
  ].filter(Boolean);
}

function understanding({ part, citations, index }) {
  if (!part?.figure) return null;
  const known = new Set([citations[index].department, part.figure.bound === "exact" ? t("exact") : null]);
  const told = understood(part.figure, part).filter(([, value]) => !known.has(value));
  return el(
    "section",
    { class: "understood" },
    el("p", { class: "understood-value" }, part.text),
    facts(told),
    part.inputs ? operands(part) : null,
  );
}

function operands(part) {
  return el(
    "div",
    { class: "operands" },
    el("p", { class: "quiet" }, t("operands")),
    el(
      "ul",
      {},
      part.inputs.map((input, place) => {
        const index = open.citations.findIndex((citation) => input.citations.includes(citation.id));
        const go = () => goTo(index, `[data-operand="${place}"]`);
        return el(
          "li",
          {},
          el(
            "button",
            {
              type: "button",
              class: "operand",
              "data-operand": place,
              disabled: index < 0,
              "aria-current": index === open.index ? "true" : null,
              onclick: go,
            },
            el("span", {}, input.measure),
            el("strong", {}, `${input.value} ${input.unit}`),
            index < 0 ? null : el("span", { class: "number" }, open.citations[index].id),
          ),
        );
      }),
    ),
  );
}

// In the answer, what the panel shows stays marked.
function markOpener(id) {
  for (const node of document.querySelectorAll(".conversation [aria-current]"))
    node.removeAttribute("aria-current");
  if (id === null || !open?.opener) return;
  const answer = open.opener.closest(".answer");
  for (const node of answer?.querySelectorAll(`[data-citation="${id}"]`) ?? [])
    node.setAttribute("aria-current", "true");
}
