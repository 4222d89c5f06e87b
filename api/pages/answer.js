// An answer from the service as elements: its typed parts in order, then what they rest on.

import { answerActions } from "./actions.js";
import { chartBlock, tableTools } from "./chart.js";
import { chartOfFigures, chartOfTable } from "./chart_data.js";
import { el, icon } from "./dom.js";
import { chip } from "./figure.js";
import { t } from "./i18n.js";
import { openSource } from "./source.js";
import { answerTable } from "./table.js";

const SOURCES_SHOWN = 3;

export function questionItem(text) {
  return el("li", { class: "question" }, el("h2", { class: "visually-hidden" }, t("you")), el("p", {}, text));
}

// What is shown until the whole answer is there; `partial` takes the parts as they come.
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
    el("div", { class: "partial" }),
  );
}

export function showPart(waiting, part) {
  const line = [part.label, part.text].filter(Boolean).join(": ");
  if (line) waiting.querySelector(".partial").append(el("p", {}, line));
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
    answerActions(answer),
    askNext ? suggestions(answer, askNext) : null,
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
  );
}

// Runs of prose and unlabelled figures become paragraphs, labelled figures a list of values.
function parts(answer, opener) {
  const blocks = [];
  let kind = null;
  let tables = 0;
  const drawn = answer.parts.some((part) => part.type === "chart");
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
      const caption = part.text || part.label || "";
      const table = answerTable(part.rows, caption);
      const spec = drawn ? null : chartOfTable(part.rows, caption);
      const block = (spec && chartBlock(spec, table)) ?? table;
      tables += 1;
      blocks.push(block, el("div", { class: "table-foot" }, marks(), tableTools(answer.id, tables)));
    } else if (part.type === "chart") {
      kind = null;
      const block = part.spec ? chartBlock(parsed(part.spec)) : null;
      if (block) blocks.push(block, el("p", { class: "table-marks" }, marks()));
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
  const trend = drawn || tables ? null : chartOfFigures(answer);
  const block = trend && chartBlock(trend);
  return block ? [...blocks, block] : blocks;
}

function parsed(spec) {
  try {
    return JSON.parse(spec);
  } catch {
    return {}; // drawn as nothing
  }
}

function proseLines(text, add) {
  text.split("\n").forEach((line, n) => line && add(line, n === 0));
}

function figureChip(answer, part, opener) {
  const citation = answer.citations.find(({ id }) => part.citations.includes(id));
  const button = chip(part, opener(citation, part), ratioOf(answer, part));
  button.dataset.citation = citation?.id ?? "";
  return button;
}

// What a stated rate is a rate of: the formula with which the answer itself computes the same thing again.
function ratioOf(answer, { figure }) {
  if (figure.computed || figure.unit !== "%") return "";
  const same = answer.parts.find(
    ({ figure: other, expression, formula }) =>
      expression && other?.computed && other.period === figure.period && formula === figure.indicator,
  );
  return same?.expression ?? "";
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
        [citation.withdrawn && t("withdrawn"), citation.section.split(" > ").at(-1), citation.cell && t("cell", { n: citation.cell })]
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
