// The conversation: questions in, answers out, kept for this browser tab.

import { answerItem, failureItem, questionItem, waitingItem } from "./answer.js";
import { ask, Failure, getJSON } from "./client.js";
import { byId, el, icon } from "./dom.js";
import { language, t } from "./i18n.js";
import { startShell } from "./shell.js";
import { closeSource } from "./source.js";

const KEPT = "youju.conversation";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const [scroll, list, welcome, form, box, send, spoken, restart] = [
  "scroll",
  "conversation",
  "welcome",
  "composer",
  "question",
  "send",
  "spoken",
  "restart",
].map(byId);

let turns = kept();
let running = null;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(turns));
  } catch {
    // Full or switched off: the conversation then lasts as long as the page.
  }
}

function show() {
  list.replaceChildren(...turns.flatMap((turn) => [questionItem(turn.question), replyItem(turn)]));
  arrange();
}

function arrange() {
  const empty = turns.length === 0 && !running;
  welcome.hidden = !empty;
  list.hidden = empty;
  restart.hidden = empty;
}

function replyItem(turn) {
  if (!turn.answer) return failureItem(turn.failure, () => put(turn.question, turn.language));
  return answerItem(turn.answer, (text) => put(text, turn.answer.language));
}

// What is typed is answered in its own language; what is suggested, in the language it was suggested in.
async function put(text, wanted) {
  const question = text.trim();
  if (!question || running) return;
  closeSource();
  const mine = new AbortController();
  running = mine;
  const history = turns.filter((turn) => turn.answer).map((turn) => turn.question);
  const asked = questionItem(question);
  const waiting = waitingItem(t("searching"));
  list.append(asked, waiting);
  arrange();
  box.value = "";
  fit();
  reveal(asked);
  spoken.textContent = t("searching");
  const onStatus = (status) => (waiting.querySelector(".thinking-text").textContent = status.text);
  const turn = { question, language: wanted };
  try {
    turn.answer = await ask({ question, history, language: wanted }, { onStatus, signal: mine.signal });
  } catch (error) {
    turn.failure =
      error instanceof Failure ? error.message : t(error.name === "AbortError" ? "stopped" : "failed");
  }
  if (running !== mine) return; // a new conversation was begun meanwhile
  running = null;
  turns = [...turns, turn];
  keep();
  waiting.replaceWith(replyItem(turn));
  spoken.textContent = turn.answer ? `${t(turn.answer.status)}. ${turn.answer.text}` : turn.failure;
  arrange();
  fit();
  reveal(asked);
}

function reveal(item) {
  item.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}

// The box grows with the question; the button sends, or stops what is running.
function fit() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
  send.disabled = !running && !box.value.trim();
  send.replaceChildren(icon(running ? "stop" : "send"));
  send.setAttribute("aria-label", t(running ? "stop" : "send"));
}

async function greet() {
  const [health, first] = await Promise.allSettled([
    getJSON("/healthz"),
    getJSON(`/api/suggestions?language=${language()}`),
  ]);
  const documents = health.value?.documents;
  byId("holding").textContent =
    documents === undefined
      ? (health.reason?.message ?? "")
      : documents
        ? t("holding", { n: documents })
        : t("empty");
  const questions = first.value?.suggestions ?? [];
  byId("first-questions").replaceChildren(
    ...questions.map((text) =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", class: "card", onclick: () => put(text, language()) },
          el("span", {}, text),
          icon("arrow"),
        ),
      ),
    ),
  );
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running) running.abort();
  else put(box.value);
});
box.addEventListener("input", fit);
box.addEventListener("keydown", (event) => {
  // Enter also ends a word in a Chinese input method; that one must not send.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    put(box.value);
  }
});
restart.addEventListener("click", () => {
  running?.abort();
  running = null;
  turns = [];
  keep();
  closeSource();
  show();
  greet();
  box.focus();
});
document.addEventListener("language", () => {
  show();
  greet();
  fit();
});

startShell();
restart.append(icon("plus"));
show();
greet();
fit();
scroll.scrollTop = scroll.scrollHeight;
if (matchMedia("(hover: hover)").matches) box.focus();
