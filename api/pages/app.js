// The desk: questions in, answers out, kept in a conversation of the person who asks.

import { answerItem, failureItem, questionItem, showPart, waitingItem } from "./answer.js";
import { ask, Failure, getJSON } from "./client.js";
import { byId, el, icon, toast } from "./dom.js";
import { loadHistory, startHistory } from "./history.js";
import { language, t } from "./i18n.js";
import { freshScope, scopeNow, startScope } from "./scope.js";
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

let turns = [];
let running = null;
let id = null;

// The address names the conversation, so that a reload, a bookmark and the back button find it again.
function name(next, { replace = false } = {}) {
  id = next;
  const address = next ? `?c=${encodeURIComponent(next)}` : location.pathname;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  try {
    sessionStorage.setItem(KEPT, next ?? "");
  } catch {
    // Switched off: the address alone remembers then.
  }
}

const addressed = () => new URLSearchParams(location.search).get("c");

function remembered() {
  try {
    return sessionStorage.getItem(KEPT) || null;
  } catch {
    return null;
  }
}

// Unguessable, and made without crypto.randomUUID, which plain http on an intranet lacks.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function open(wanted, options = {}) {
  running?.abort();
  running = null;
  closeSource();
  if (!wanted) return begin(options);
  try {
    const kept = await getJSON(`/api/conversations/${encodeURIComponent(wanted)}`);
    turns = kept.turns.map(({ question, answer }) => ({ question, answer, language: answer.language }));
    if (id !== wanted) name(wanted, options);
    show();
    scroll.scrollTop = scroll.scrollHeight;
    loadHistory();
  } catch (error) {
    begin({ replace: true });
    toast(error.status === 404 ? t("notYours") : error.message);
  }
  return undefined;
}

function begin(options = {}) {
  turns = [];
  freshScope();
  if (id || addressed()) name(null, options);
  show();
  greet();
  loadHistory();
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
  if (!id) name(newId());
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
  const onPart = (part) => showPart(waiting, part);
  const turn = { question, language: wanted };
  try {
    const asking = { question, history, language: wanted, conversation: id, scope: scopeNow() };
    turn.answer = await ask(asking, { onStatus, onPart, signal: mine.signal });
  } catch (error) {
    turn.failure =
      error instanceof Failure ? error.message : t(error.name === "AbortError" ? "stopped" : "failed");
  }
  if (running !== mine) return; // a new conversation was begun meanwhile
  running = null;
  turns = [...turns, turn];
  waiting.replaceWith(replyItem(turn));
  spoken.textContent = turn.answer ? `${t(turn.answer.status)}. ${turn.answer.text}` : turn.failure;
  arrange();
  fit();
  reveal(asked);
  loadHistory();
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
  open(null);
  box.focus();
});
addEventListener("popstate", () => open(addressed(), { replace: true }));
document.addEventListener("language", () => {
  show();
  greet();
  fit();
});

startShell();
startScope();
startHistory({ onOpen: (wanted) => open(wanted), onGone: (gone) => gone === id && open(null), current: () => id });
restart.append(icon("plus"));
fit();
const asked = new URLSearchParams(location.search).get("ask");
if (asked) {
  // A question that another page proposes begins a conversation; sending it is left to the person.
  open(null, { replace: true });
  box.value = asked;
  fit();
} else if (addressed() ?? remembered()) open(addressed() ?? remembered(), { replace: true });
else begin();
if (matchMedia("(hover: hover)").matches) box.focus();
