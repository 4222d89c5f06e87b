// A document's text with marked runs. The service counts characters (code points), JavaScript counts UTF-16 units.

import { el } from "./dom.js";
import { t } from "./i18n.js";

const ROWS_AROUND = 30;

// Turns a character offset into a position in a JavaScript string: rare characters (𠮷) take two units each.
export function positions(text) {
  const pairs = [];
  let characters = 0;
  for (let unit = 0; unit < text.length; unit += 1, characters += 1) {
    const code = text.charCodeAt(unit);
    if (code >= 0xd800 && code < 0xdc00) {
      pairs.push(characters);
      unit += 1;
    }
  }
  return (offset) => offset + countBelow(pairs, offset);
}

function countBelow(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The text as nodes: `marks` are {start, end, node(text)}; headings and tables of `detail` keep their shape.
export function layOut(text, detail, marks) {
  const at = positions(text);
  const placed = marks
    .map((mark) => ({ ...mark, start: at(mark.start), end: at(mark.end) }))
    .sort((a, b) => a.start - b.start);
  const headings = (detail.sections ?? [])
    .map(({ heading, path }) => ({ start: at(heading[0]), end: at(heading[1]), level: path.length }))
    .sort((a, b) => a.start - b.start);
  const body = document.createDocumentFragment();
  let from = /^\s*\n|/.exec(text)[0].length; // blank lines at the beginning say nothing
  for (const table of [...(detail.tables ?? [])].sort((a, b) => a.start - b.start)) {
    const [start, end] = [at(table.start), at(table.end)];
    if (start < from || !table.rows.length) continue;
    body.append(prose(text, from, start, placed, headings), grid(text, table, at, placed));
    from = end;
  }
  body.append(prose(text, from, text.length, placed, headings));
  return body;
}

function prose(text, start, end, marks, headings) {
  const node = el("div", { class: "prose" });
  let from = start;
  for (const heading of headings) {
    if (heading.start < from || heading.end > end) continue;
    const level = Math.min(heading.level, 3);
    node.append(...runs(text, from, heading.start, marks));
    node.append(
      el("span", { class: `heading level-${level}` }, ...runs(text, heading.start, heading.end, marks)),
    );
    from = heading.end;
  }
  node.append(...runs(text, from, end, marks));
  return node;
}

// The run cut wherever a mark begins or ends; of overlapping marks the shortest shows.
function runs(text, start, end, marks) {
  const inside = marks.filter((mark) => mark.start < end && mark.end > start);
  if (!inside.length) return start < end ? [text.slice(start, end)] : [];
  const cuts = new Set([start, end]);
  for (const mark of inside) {
    cuts.add(Math.max(start, mark.start));
    cuts.add(Math.min(end, mark.end));
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const nodes = [];
  let first = 0;
  for (let n = 0; n + 1 < edges.length; n += 1) {
    const [from, to] = [edges[n], edges[n + 1]];
    while (first < inside.length && inside[first].end <= from) first += 1;
    const over = [];
    for (let m = first; m < inside.length && inside[m].start < to; m += 1) {
      if (inside[m].end >= to) over.push(inside[m]);
    }
    const piece = text.slice(from, to);
    if (!over.length) nodes.push(piece);
    else nodes.push(over.reduce((best, mark) => (rank(mark) < rank(best) ? mark : best)).node(piece));
  }
  return nodes;
}

const rank = (mark) => (mark.active ? 0 : mark.end - mark.start);

function grid(text, table, at, marks) {
  const rows = table.rows.map((row) => row.map(([start, end]) => ({ start: at(start), end: at(end) })));
  const shown = rowsShown(rows, marks);
  const head = el(
    "tr",
    {},
    table.columns.map((path) => el("th", { scope: "col" }, [...new Set(path)].join(" / "))),
  );
  const body = el("tbody");
  let left = 0;
  const leave = () => {
    if (left)
      body.append(
        el(
          "tr",
          { class: "left-out" },
          el("td", { colspan: table.columns.length }, t("rowsLeftOut", { n: left })),
        ),
      );
    left = 0;
  };
  rows.forEach((row, n) => {
    if (!shown(n)) {
      left += 1;
      return;
    }
    leave();
    body.append(
      el(
        "tr",
        {},
        row.map((cell) => el("td", {}, ...runs(text, cell.start, cell.end, marks))),
      ),
    );
  });
  leave();
  // Column heads are words of their own here; where a mark lies on the header's line, that line is shown as well.
  const [top, under] = [at(table.start), rows[0][0].start];
  const marked = marks.some((mark) => mark.start < under && mark.end > top);
  return el(
    "div",
    { class: "grid" },
    marked ? el("p", { class: "prose" }, ...runs(text, top, under, marks)) : null,
    el(
      "table",
      {},
      table.name || table.unit
        ? el("caption", {}, [table.name, table.unit].filter(Boolean).join(" · "))
        : null,
      el("thead", {}, head),
      body,
    ),
  );
}

// A ledger of thousands of rows shows its first ones and those around the marks.
function rowsShown(rows, marks) {
  if (rows.length <= 4 * ROWS_AROUND) return () => true;
  const near = new Set();
  const show = (n) => {
    for (let row = n - ROWS_AROUND; row <= n + ROWS_AROUND; row += 1) near.add(row);
  };
  show(0);
  const active = marks.filter((mark) => mark.active);
  rows.forEach((row, n) => {
    if (active.some((mark) => row.some((cell) => mark.start < cell.end && mark.end > cell.start))) show(n);
  });
  return (n) => near.has(n);
}
