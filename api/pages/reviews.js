// Spot checks: the rounds there are, a new one drawn, and how many answers to review.

import { getJSON, send } from "./client.js";
import { byId, el, toast } from "./dom.js";
import { language, t } from "./i18n.js";
import { confirmedList } from "./review_adopt.js";
import { choices, field, input, select, when } from "./review_fields.js";
import { startShell } from "./shell.js";

const METHODS = ["stratified", "simple", "targeted"];
const ALLOCATIONS = ["proportional", "root", "equal"];
const DIMENSIONS = ["kind", "document_kind", "year", "channel"];
const FLAGS = ["low_margin", "ocr", "conflict", "thumbs_down", "wrong_figure", "unchecked"];
const [list, drawing, plan, plans, failure] = ["rounds", "draw", "plan", "plans", "failure"].map(byId);

let rounds = [];
let frame = null;

async function load() {
  try {
    [rounds, frame] = await Promise.all([getJSON("/api/reviews"), getJSON("/api/reviews/frame")]);
    show();
  } catch (error) {
    failure.textContent = error.message;
  }
}

function show() {
  list.replaceChildren(
    rounds.length ? el("div", { class: "round-list" }, rounds.map(card)) : el("p", { class: "quiet" }, t("noRounds")),
  );
  drawForm();
  planForm();
}

function card(round) {
  const { progress, design } = round;
  const address = `review.html?round=${encodeURIComponent(round.id)}`;
  const name = `round-${round.id}`;
  return el(
    "section",
    { class: "round-card", "aria-labelledby": name },
    el("h2", { id: name }, round.name),
    el(
      "p",
      { class: "quiet" },
      t("roundAbout", {
        method: t(`method_${design.method}`),
        n: progress.drawn,
        by: round.created_by,
        at: when(round.created_at),
      }),
    ),
    el("progress", { max: progress.drawn, value: progress.settled, "aria-labelledby": name }),
    el(
      "p",
      {},
      [
        t("roundProgress", progress),
        progress.open ? t("roundOpen", { n: progress.open }) : "",
        round.closed_at ? t("roundClosed") : progress.left ? t("roundLeft", { n: progress.left }) : "",
      ]
        .filter(Boolean)
        .join(" · "),
    ),
    el(
      "div",
      { class: "actions" },
      !round.closed_at && progress.left
        ? el("a", { class: "strong-button", href: address }, t(progress.mine ? "goOnReview" : "startReview"))
        : null,
      !round.closed_at && progress.open
        ? el("a", { class: "pill", href: `${address}&settle=1` }, t("settleOpen"))
        : null,
      progress.judged ? reports(round) : null,
      round.closed_at ? null : el("button", { type: "button", class: "pill", onclick: () => close(round) }, t("closeRound")),
    ),
    progress.judged ? confirmedList(round) : null,
  );
}

function reports(round) {
  const base = `/api/reviews/${encodeURIComponent(round.id)}/report`;
  return ["html", "xlsx", "pdf", "json"].map((form) =>
    el(
      "a",
      { class: "pill", href: `${base}.${form}?language=${language()}`, target: form === "html" ? "_blank" : null },
      form === "html" ? t("reviewReport") : form.toUpperCase(),
    ),
  );
}

async function close(round) {
  try {
    await send("POST", `/api/reviews/${encodeURIComponent(round.id)}/close`);
    await load();
  } catch (error) {
    toast(error.message);
  }
}

function drawForm() {
  drawing.replaceChildren(
    el("p", { class: "quiet review-field wide" }, t("frameHolds", { n: frame.answers })),
    field("roundName", input("name", { required: "", maxlength: 120 })),
    field("roundMethod", select("method", METHODS.map((key) => [key, t(`method_${key}`)]))),
    field("roundSize", input("size", { type: "number", min: 1, max: 5000, value: 60, required: "" })),
    field("roundDouble", input("double", { type: "number", min: 20, max: 100, value: 20, required: "" })),
    field("roundSeed", input("seed", { type: "number", min: 0, value: 1, required: "" })),
    field("roundAllocation", select("allocation", ALLOCATIONS.map((key) => [key, t(`allocation_${key}`)]))),
    field("roundSince", input("since", { type: "date" })),
    field("roundUntil", input("until", { type: "date" })),
    choices("roundDimensions", "dimensions", DIMENSIONS.map((key) => [key, t(`dimension_${key}`)]), ["kind"]),
    choices(
      "roundFlags",
      "flags",
      FLAGS.map((key) => [key, `${t(`flag_${key}`)} ${frame.flags[key] ?? 0}`]),
    ),
    el("div", { class: "review-field wide" }, el("button", { class: "strong-button" }, t("drawNow"))),
  );
}

drawing.addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(drawing);
  const number = (name) => Number(given.get(name));
  try {
    await send("POST", "/api/reviews", {
      name: given.get("name"),
      method: given.get("method"),
      size: number("size"),
      seed: number("seed"),
      double: number("double") / 100,
      allocation: given.get("allocation"),
      dimensions: given.getAll("dimensions"),
      flags: given.getAll("flags"),
      since: given.get("since") || "",
      until: given.get("until") || "~",
    });
    byId("drawing").open = false;
    await load();
    list.querySelector("a")?.focus();
  } catch (error) {
    toast(error.message);
  }
});

function planForm() {
  plan.replaceChildren(
    field("planLimit", input("limit", { type: "number", min: 0.1, max: 99, step: 0.1, value: 2, required: "" })),
    field("planConfidence", input("confidence", { type: "number", min: 50, max: 99.9, step: 0.1, value: 95, required: "" })),
    field("planPopulation", input("population", { type: "number", min: 1 })),
    el("div", { class: "review-field" }, el("button", { class: "pill" }, t("planShow"))),
  );
  plans.replaceChildren();
}

plan.addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(plan);
  const query = new URLSearchParams({
    limit: Number(given.get("limit")) / 100,
    confidence: Number(given.get("confidence")) / 100,
  });
  if (given.get("population")) query.set("population", given.get("population"));
  try {
    const found = await getJSON(`/api/reviews/plan?${query}`);
    const percent = (share) => `${+(share * 100).toFixed(2)}%`;
    plans.replaceChildren(
      ...found.map((one) =>
        el("li", {}, t("planSaid", { ...one, limit: percent(one.limit), confidence: percent(one.confidence) })),
      ),
    );
  } catch (error) {
    toast(error.message);
  }
});

document.addEventListener("language", () => frame && show());

startShell();
load();
