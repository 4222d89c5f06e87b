// An answer from the service as elements: its typed parts in order, then what they rest on.

import { el, icon, iconButton } from "./dom.js";
import { chip } from "./figure.js";
import { t } from "./i18n.js";
import { openSource } from "./source.js";
import { answerTable } from "./table.js";

const SOURCES_SHOWN = 3;

export function questionItem(text) {
  return el("li", { class: "question" }, el("h2", { class: "visually-hidden" }, t("you")), el("p", {}, text));
}

export function waitingItem(text) {
  return el(
    "li",
    { class: "answer waiting", "aria-busy": "true" },
    el(
      "p",
      { class: "thinking" },
      el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
      el("span", { class: "thinking-text" }, text),
    ),
  );
}

export function failureItem(text, retry) {
  return el(
    "li",
    { class: "answer failed", role: "alert" },
    el("p", {}, icon("warn"), text),
    retry ? el("button", { type: "button", class: "pill", onclick: retry }, t("retry")) : null,
  );
}

export function answerItem(answer, askNext) {
  const opener = (citation, part) => (button) =>
    openSource({
      citations: part?.inputs ? citationsOf(answer, part) : answer.citations,
      index: part?.inputs ? 0 : answer.citations.indexOf(citation),
      part,
      opener: button,
    });
  return el(
    "li",
    { class: `answer ${answer.status}` },
    el("h2", { class: "visually-hidden" }, t("answer")),
    head(answer),
    el("div", { class: "parts", lang: answer.language === "zh" ? "zh-CN" : "en" }, parts(answer, opener)),
    notes(answer),
    sources(answer.citations, opener),
    suggestions(answer, askNext),
  );
}

const citationsOf = (answer, part) =>
  answer.citations.filter((citation) => part.citations.includes(citation.id));

function head(answer) {
  return el(
    "div",
    { class: "answer-head" },
    el("span", { class: "badge" }, t(answer.status)),
    answer.reason ? el("span", { class: "reason" }, t(`reason_${answer.reason}`)) : null,
    el("span", { class: "took" }, t("took", { n: answer.took_ms })),
    copyButton(answer),
  );
}

// Runs of prose and unlabelled figures become paragraphs, labelled figures a list of values.
function parts(answer, opener) {
  const blocks = [];
  let kind = null;
  const into = (wanted, tag) => {
    if (kind !== wanted) blocks.push(el(tag, { class: wanted }));
    kind = wanted;
    return blocks.at(-1);
  };
  for (const part of answer.parts) {
    const marks = () => citationButtons(answer, part, opener);
    if (part.type === "quote") {
      kind = null;
      blocks.push(el("blockquote", {}, part.text, marks()));
    } else if (part.rows?.length) {
      kind = null;
      blocks.push(
        answerTable(part.rows, part.text || part.label),
        el("p", { class: "table-marks" }, marks()),
      );
    } else if (part.figure && part.label) {
      into("values", "ul").append(
        el(
          "li",
          { class: part.offered === false ? "context" : null },
          el("span", { class: "label" }, part.label),
          el("span", { class: "value" }, figureChip(answer, part, opener), marks()),
        ),
      );
    } else if (part.figure) {
      into("prose", "p").append(figureChip(answer, part, opener), marks());
    } else {
      proseLines(part.text, (line, first) => {
        if (!first) kind = null;
        into("prose", "p").append(line);
      });
      blocks.at(-1)?.append(marks());
    }
  }
  return blocks;
}

function proseLines(text, add) {
  text.split("\n").forEach((line, n) => line && add(line, n === 0));
}

function figureChip(answer, part, opener) {
  const citation = answer.citations.find(({ id }) => part.citations.includes(id));
  const button = chip(part, opener(citation, part));
  button.dataset.citation = citation?.id ?? "";
  return button;
}

function citationButtons(answer, part, opener) {
  const buttons = citationsOf(answer, part).map((citation) => {
    const button = el(
      "button",
      {
        type: "button",
        class: "cite",
        "aria-label": t("openCitation", { n: citation.id, source: citation.source }),
        title: citation.section || citation.source,
        data: { citation: citation.id },
        onclick: () => opener(citation)(button),
      },
      String(citation.id),
    );
    return button;
  });
  return buttons.length ? el("span", { class: "cites" }, buttons) : "";
}

function sources(citations, opener) {
  if (!citations.length) return null;
  const items = citations.map((citation, n) => {
    const button = el(
      "button",
      {
        type: "button",
        class: "source-card",
        data: { citation: citation.id },
        onclick: () => opener(citation)(button),
      },
      el("span", { class: "number" }, String(citation.id)),
      el("span", { class: "source-name" }, citation.source),
      el(
        "span",
        { class: "source-place" },
        [citation.section.split(" > ").at(-1), citation.cell && t("cell", { n: citation.cell })]
          .filter(Boolean)
          .join(" · "),
      ),
      el("span", { class: "source-quote" }, citation.quote),
    );
    return el("li", { hidden: n >= SOURCES_SHOWN }, button);
  });
  const more =
    citations.length > SOURCES_SHOWN
      ? el(
          "button",
          {
            type: "button",
            class: "quiet-button",
            onclick: () => {
              for (const item of items) item.hidden = false;
              more.remove();
              items[SOURCES_SHOWN].querySelector("button").focus();
            },
          },
          t("showAll", { n: citations.length }),
        )
      : null;
  return el("section", { class: "sources" }, el("h3", {}, t("evidence")), el("ol", {}, items), more);
}

function notes({ notes: all, reason }) {
  if (!all.length) return null;
  const conflict = reason === "conflict";
  return el(
    "ul",
    { class: conflict ? "notes conflict" : "notes", "aria-label": t("notes") },
    all.map((note) => el("li", {}, icon(conflict ? "warn" : "note"), el("span", {}, note))),
  );
}

function suggestions(answer, askNext) {
  if (!answer.suggestions.length) return null;
  const title = t(answer.status === "clarify" ? "candidates" : "followUps");
  return el(
    "section",
    { class: "follow-ups" },
    el("h3", {}, title),
    el(
      "ul",
      {},
      answer.suggestions.map((text) =>
        el("li", {}, el("button", { type: "button", class: "pill", onclick: () => askNext(text) }, text)),
      ),
    ),
  );
}

function copyButton(answer) {
  const button = iconButton("copy", t("copy"), async () => {
    await copy(withSources(answer));
    button.replaceChildren(icon("done"));
    button.setAttribute("aria-label", t("copied"));
    setTimeout(() => button.isConnected && button.replaceWith(copyButton(answer)), 1600);
  });
  return button;
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
