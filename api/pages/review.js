// Reviewing: one answer a page, judged by keyboard, blind to what others said; or a difference between two settled.

import { getJSON, send } from "./client.js";
import { byId, el, toast } from "./dom.js";
import { language, t } from "./i18n.js";
import { askCorrection } from "./review_correct.js";
import { evidence } from "./review_evidence.js";
import { field, select, when } from "./review_fields.js";
import { startShell } from "./shell.js";

const CAUSES = ["extraction", "scope", "matching", "computation", "wording"];
const asked = new URLSearchParams(location.search);
const round = asked.get("round");
const settling = asked.has("settle");
const base = `/api/reviews/${encodeURIComponent(round)}`;
const [place, failure] = ["review", "failure"].map(byId);

let item = null;
let state = null;
let begun = 0;

async function next() {
  try {
    if (settling) {
      const [first] = await getJSON(`${base}/disputed`);
      begin(first ? await getJSON(`${base}/items/${encodeURIComponent(first)}`) : null);
    } else begin(await nextOne());
  } catch (error) {
    failure.textContent = error.message;
  }
}

// 204 has no body to read.
async function nextOne() {
  const response = await fetch(`${base}/next`, { headers: { "accept-language": language() } });
  if (response.status === 204) return null;
  if (response.ok) return response.json();
  throw new Error((await response.json().catch(() => ({}))).detail ?? t("failed"));
}

function begin(found) {
  item = found;
  begun = performance.now();
  const said = settling ? null : item?.mine;
  state = {
    wrong: new Set(Object.entries(said?.verdicts ?? {}).flatMap(([aspect, right]) => (right ? [] : [aspect]))),
    cause: said?.cause ?? "",
    note: said?.note ?? "",
    corrections: [...(said?.corrections ?? [])],
  };
  show();
  scrollTo(0, 0);
}

function show() {
  if (!item) {
    place.replaceChildren(
      el("h1", { id: "review-title", tabindex: -1 }, t("spotChecks")),
      el("p", {}, t(settling ? "disputedDone" : "reviewDone")),
      el("p", { class: "review-actions" }, el("a", { class: "strong-button", href: "reviews.html" }, t("allReviews"))),
    );
    byId("review-title").focus();
    return;
  }
  place.replaceChildren(
    el(
      "div",
      { class: "review-top" },
      el("p", { class: "quiet" }, el("a", { href: "reviews.html" }, t("allReviews"))),
      el("h1", { id: "review-title", tabindex: -1 }, t("reviewPlace", item)),
      el("progress", { max: item.of, value: item.place, "aria-labelledby": "review-title" }),
    ),
    el(
      "div",
      { class: "review-desk" },
      el("div", {}, asking(), evidence(item.answer)),
      el("div", { class: "review-side" }, verdicts(), others()),
    ),
  );
  byId("review-title").focus({ preventScroll: true });
}

function asking() {
  return el(
    "section",
    { class: "review-answer" },
    el("h2", {}, t("reviewAsked", { door: item.door, at: when(item.asked_at) })),
    el("p", { class: "review-question" }, item.question),
    el("h2", {}, `${t("reviewAnswer")} · ${t(item.answer.status)}`),
    el("p", { class: "review-text", lang: item.answer.language === "zh" ? "zh-CN" : "en" }, item.answer.text),
    item.answer.notes.map((note) => el("p", { class: "quiet" }, note)),
    item.flags.length ? el("p", { class: "quiet" }, item.flags.map((flag) => t(`flag_${flag}`)).join(" · ")) : null,
  );
}

function verdicts() {
  const note = el("textarea", { name: "note", maxlength: 2000, rows: 2 }, state.note);
  note.addEventListener("input", () => {
    state.note = note.value;
  });
  const cause = select("cause", [["", t("causeProposed")], ...CAUSES.map((key) => [key, t(`cause_${key}`)])], state.cause);
  cause.addEventListener("change", () => {
    state.cause = cause.value;
  });
  const causes = field("causeTitle", cause);
  causes.hidden = !state.wrong.size;
  return el(
    "section",
    { class: "verdicts", "aria-labelledby": "verdicts-title" },
    el("h2", { id: "verdicts-title" }, t("reviewVerdicts")),
    el("div", { class: "verdict-list" }, item.aspects.map((aspect, n) => verdict(aspect, n, causes))),
    causes,
    field("reviewNote", note),
    el("div", { id: "corrections" }, corrections()),
    el(
      "div",
      { class: "review-actions" },
      el("button", { type: "button", class: "strong-button", onclick: save }, t("reviewSave")),
      item.answer.citations.length
        ? el("button", { type: "button", class: "pill", onclick: correct }, t("reviewCorrect"))
        : null,
      settling ? null : el("button", { type: "button", class: "pill", onclick: back }, t("reviewBack")),
    ),
    el("p", { class: "quiet" }, t("reviewKeys")),
  );
}

function verdict(aspect, n, causes) {
  const said = el("span", { class: "said" });
  const button = el(
    "button",
    {
      type: "button",
      class: "verdict",
      data: { aspect },
      onclick: () => {
        if (!state.wrong.delete(aspect)) state.wrong.add(aspect);
        causes.hidden = !state.wrong.size;
        mark();
      },
    },
    el("kbd", { "aria-hidden": "true" }, n + 1),
    el("span", {}, t(`aspect_${aspect}`)),
    el("span", { class: "help" }, t(`aspect_help_${aspect}`)),
    said,
  );
  const mark = () => {
    const wrong = state.wrong.has(aspect);
    button.setAttribute("aria-pressed", String(wrong));
    said.textContent = t(wrong ? "judgedWrong" : "judgedRight");
  };
  mark();
  return button;
}

function corrections() {
  return state.corrections.map((one, n) =>
    el(
      "p",
      {},
      t("correctKept", { ...one, quote: one.quote ?? "" }),
      " ",
      el(
        "button",
        {
          type: "button",
          class: "pill",
          onclick: () => {
            state.corrections.splice(n, 1);
            byId("corrections").replaceChildren(...corrections());
          },
        },
        t("correctRemove"),
      ),
    ),
  );
}

function correct() {
  askCorrection(item.answer, (made) => {
    state.corrections.push(made);
    byId("corrections").replaceChildren(...corrections());
  });
}

function others() {
  if (!settling || !item.others.length) return null;
  const wrong = (one) =>
    Object.entries(one.verdicts)
      .flatMap(([aspect, right]) => (right ? [] : [t(`aspect_${aspect}`)]))
      .join("、") || t("allRight");
  return el(
    "section",
    { class: "verdicts" },
    el("h2", {}, t("reviewOthers")),
    el(
      "ul",
      { class: "judged-list" },
      item.others.map((one) =>
        el("li", {}, t("reviewBy", { who: one.reviewer, wrong: wrong(one) }), one.note ? el("p", { class: "quiet" }, one.note) : null),
      ),
    ),
  );
}

let saving = false;

async function save() {
  if (!item || saving) return;
  saving = true;
  try {
    await send("POST", `${base}/items/${encodeURIComponent(item.answer_id)}`, {
      verdicts: Object.fromEntries(item.aspects.map((aspect) => [aspect, !state.wrong.has(aspect)])),
      cause: state.cause || null,
      note: state.note,
      corrections: state.corrections.map(({ quote: _, ...rest }) => rest),
      seconds: Math.min(86400, (performance.now() - begun) / 1000),
      adjudication: settling,
    });
    toast(t("reviewSaved"), { milliseconds: 1500 });
    await next();
  } catch (error) {
    toast(error.message);
  } finally {
    saving = false;
  }
}

// What was said last but one answer ago comes back, to look at again.
async function back() {
  try {
    const mine = (await getJSON(`${base}/mine`)).map((one) => one.answer_id);
    const before = mine[mine.indexOf(item?.answer_id) + 1];
    if (before) begin(await getJSON(`${base}/items/${encodeURIComponent(before)}`));
  } catch (error) {
    toast(error.message);
  }
}

document.addEventListener("keydown", (event) => {
  if (!item || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const within = event.target.closest?.("textarea, input, select, a, button, summary");
  const typing = within && !within.matches("a, button, summary");
  if (typing) {
    if (event.key === "Escape") within.blur();
    return;
  }
  const act = keys(event.key, within);
  if (!act) return;
  event.preventDefault();
  act();
});

function keys(key, within) {
  const aspect = item.aspects[Number(key) - 1];
  if (aspect) return () => place.querySelector(`[data-aspect="${aspect}"]`).click();
  // On a link or button Enter does what that says.
  if (key === "Enter" && !within) return save;
  if (key === "Backspace" && !settling) return back;
  if (key.toLowerCase() === "n") return () => place.querySelector("textarea").focus();
  if (key.toLowerCase() === "c" && item.answer.citations.length) return correct;
  return null;
}

document.addEventListener("language", () => (item || state) && show());

startShell();
next();
