// One kept answer, opened by its link.

import { answerItem, failureItem, questionItem } from "./answer.js";
import { getJSON } from "./client.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { startShell } from "./shell.js";
import { openSource } from "./source.js";

const list = byId("conversation");
const wanted = new URLSearchParams(location.search);
const id = wanted.get("id") ?? "";

let answer = null;
let failure = null;

async function load() {
  try {
    answer = await getJSON(`/api/answers/${encodeURIComponent(id)}`);
    document.title = `${answer.question} · 有据 Youju`;
  } catch (error) {
    failure = error;
  }
  show();
  openCited();
}

// A link from an office messenger names a citation by its number: its source opens at the cited characters.
function openCited() {
  const index = answer?.citations.findIndex(({ id }) => String(id) === wanted.get("cite")) ?? -1;
  if (index >= 0) openSource({ citations: answer.citations, index, part: null, opener: null });
}

function show() {
  if (answer) list.replaceChildren(questionItem(answer.question), answerItem(answer, null));
  else if (failure) list.replaceChildren(failureItem(failure.status === 404 ? t("answerGone") : failure.message));
}

document.addEventListener("language", show);
startShell();
load();
