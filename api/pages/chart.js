// A chart with its table behind one click, saved as SVG or PNG.

import { draw, LIGHT, pageColours, readSpec } from "./chart_draw.js";
import { el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { answerTable } from "./table.js";

const SAVED_WIDTH = 800;
const PRINTED_WIDTH = 620;
const SHARP = 2;

// A figure element of a specification; `table` is shown in its place on demand. Null for what cannot be drawn.
export function chartBlock(spec, table = null) {
  const chart = readSpec(spec);
  if (!chart) return null;
  const stage = el("div", { class: "chart-stage", role: "img", "aria-label": described(chart) });
  const behind = table ?? answerTable(tableOf(chart), chart.title);
  behind.hidden = true;
  let width = 0;
  const paint = () => {
    if (width >= 200) stage.replaceChildren(draw(chart, width, pageColours()));
  };
  new ResizeObserver(([entry]) => {
    if (Math.abs(entry.contentRect.width - width) < 1) return;
    width = Math.round(entry.contentRect.width);
    requestAnimationFrame(paint); // drawing changes the height, and a size must not change while it is reported
  }).observe(stage);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  // Paper is white and narrower than a screen, whatever the page looks like.
  addEventListener("beforeprint", () => stage.replaceChildren(draw(chart, PRINTED_WIDTH, LIGHT)));
  addEventListener("afterprint", paint);
  const turn = el("button", {
    type: "button",
    class: "quiet-button",
    onclick: () => {
      behind.hidden = !behind.hidden;
      stage.hidden = !behind.hidden;
      label();
    },
  });
  const label = () => turn.replaceChildren(icon(behind.hidden ? "table" : "chart"), t(behind.hidden ? "showTable" : "showChart"));
  label();
  return el(
    "figure",
    { class: "chart" },
    stage,
    behind,
    el(
      "figcaption",
      { class: "block-tools" },
      turn,
      saver("saveSvg", "SVG", () => save(svgBlob(chart), `${named(chart)}.svg`)),
      saver("savePng", "PNG", async () => save(await pngBlob(chart), `${named(chart)}.png`)),
    ),
  );
}

function saver(key, short, onclick) {
  return el("button", { type: "button", class: "quiet-button", "aria-label": t(key), title: t(key), onclick }, icon("download"), short);
}

const named = ({ title }) => (title || t("chart")).replace(/[\\/:*?"<>|\s]+/g, "_").slice(0, 60);

function described(chart) {
  const values = chart.points.map((point) => [point.category, point.series, point.shown].filter(Boolean).join(" "));
  return t("chartAlt", { title: chart.title || t("chart"), values: values.join("; ") });
}

function tableOf(chart) {
  const several = chart.series.length > 1;
  const head = [chart.categoryTitle, ...(several ? [chart.seriesTitle] : []), chart.unit || chart.title];
  return [head, ...chart.points.map((point) => [point.category, ...(several ? [point.series] : []), point.shown])];
}

function svgBlob(chart) {
  const source = new XMLSerializer().serializeToString(draw(chart, SAVED_WIDTH, LIGHT));
  return new Blob([source], { type: "image/svg+xml" });
}

async function pngBlob(chart) {
  const address = URL.createObjectURL(svgBlob(chart));
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const canvas = el("canvas", { width: picture.width * SHARP, height: picture.height * SHARP });
    const pen = canvas.getContext("2d");
    pen.scale(SHARP, SHARP);
    pen.drawImage(picture, 0, 0);
    return await new Promise((done) => canvas.toBlob(done, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// Downloads of a table of a kept answer: `number` counts its tables from 1.
export function tableTools(answerId, number) {
  const path = `/api/answers/${encodeURIComponent(answerId)}/tables/${number}`;
  return el(
    "p",
    { class: "block-tools" },
    ["csv", "xlsx"].map((form) =>
      el(
        "a",
        { class: "quiet-button", href: `${path}.${form}`, download: "", title: t(form === "csv" ? "saveCsv" : "saveXlsx") },
        icon("download"),
        form.toUpperCase(),
      ),
    ),
  );
}
