// One kept answer, opened by its link.

import { answerItem, failureItem, questionItem } from "./answer.js";
import { getJSON } from "./client.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { startShell } from "./shell.js";
import "./source.js";

const list = byId("conversation");
const id = new URLSearchParams(location.search).get("id") ?? "";

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
}

function show() {
  if (answer) list.replaceChildren(questionItem(answer.question), answerItem(answer, null));
  else if (failure) list.replaceChildren(failureItem(failure.status === 404 ? t("answerGone") : failure.message));
}

document.addEventListener("language", show);
startShell();
load();
