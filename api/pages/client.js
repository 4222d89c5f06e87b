// The service, as the pages see it. Failures become one sentence in a Failure.

import { language, t } from "./i18n.js";

// `status` is the HTTP status, 0 when the service was not reached.
export class Failure extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

const headers = () => ({ "accept-language": language() });
const texts = new Map();
const details = new Map();

export async function getJSON(path) {
  const response = await reach(path, { headers: headers() });
  return response.json();
}

// One stretch of the documents that fit; `query` as /api/documents takes it, what is empty left out.
export async function listed(query, offset, limit) {
  const told = Object.entries({ latest: true, ...query, offset, limit }).filter(([, value]) => value !== "");
  const response = await reach(`/api/documents?${new URLSearchParams(told)}`, { headers: headers() });
  return { documents: await response.json(), total: Number(response.headers.get("x-total-count")) };
}

// One stretch of a list, and how many the whole list has.
export async function getPage(path) {
  const response = await reach(path, { headers: headers() });
  return { items: await response.json(), total: Number(response.headers.get("x-total-count")) };
}

// Calls `act` when nothing has called for a moment: a search does not run at every key.
export function calmly(act, pause = 150) {
  let due;
  return () => {
    clearTimeout(due);
    due = setTimeout(act, pause);
  };
}

// The text exactly as kept: a leading byte order mark counts as a character, so it must survive decoding.
export function documentText(id) {
  return once(texts, id, async () => {
    const response = await reach(`/api/documents/${encodeURIComponent(id)}/text`, { headers: headers() });
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
  });
}

export const documentDetail = (id) =>
  once(details, id, () => getJSON(`/api/documents/${encodeURIComponent(id)}`));

// Corrects what a document is; what was kept of it in memory is old then.
export async function correct(id, changes) {
  const response = await reach(`/api/documents/${encodeURIComponent(id)}`, {
    method: "PATCH",
    headers: { ...headers(), "content-type": "application/json" },
    body: JSON.stringify(changes),
  });
  details.clear();
  return response.json();
}

// Without a language the service takes the question's own.
export async function ask({ question, history, language: wanted, conversation, scope }, { onStatus, onPart, signal }) {
  const response = await reach("/api/ask", {
    method: "POST",
    headers: { ...headers(), "content-type": "application/json" },
    body: JSON.stringify({
      question,
      history,
      language: wanted,
      conversation_id: conversation,
      scope,
      stream: true,
    }),
    signal,
  });
  for await (const { name, data } of eventsOf(response.body)) {
    if (name === "status") onStatus(data);
    if (name === "part") onPart(data);
    if (name === "problem") throw new Failure(data.detail);
    if (name === "answer") return data;
  }
  throw new Failure(t("failed"));
}

// Writes; `keepalive` lets one end after the page is left.
export async function send(method, path, body = undefined) {
  const response = await reach(path, {
    method,
    headers: { ...headers(), ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    keepalive: true,
  });
  return response.status === 204 ? null : response.json();
}

// One file, with `onProgress(share sent)`; fetch cannot tell how far an upload is. A repeat after a lost reply is safe.
// Gives `outcomes`, or where workers read it `uploads`, to be followed at /api/uploads.
export function upload(file, onProgress = () => undefined) {
  const body = new FormData();
  body.append("files", file);
  const request = new XMLHttpRequest();
  request.open("POST", "/api/documents");
  request.setRequestHeader("accept-language", language());
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
  return new Promise((done, failed) => {
    request.addEventListener("error", () => failed(new Failure(t("offline"))));
    request.addEventListener("load", () => {
      if (request.status < 300) done(request.response);
      else failed(new Failure(request.response?.detail ?? t("failed"), request.status));
    });
    request.send(body);
  });
}

export async function reach(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(t("offline"));
  }
  if (response.ok) return response;
  if (response.status === 401 && location.pathname !== "/signin.html") toSignIn();
  const problem = await response.json().catch(() => ({}));
  throw new Failure(problem.detail ?? t("failed"), response.status);
}

// A session that has ended: after signing in again the same page comes back.
function toSignIn() {
  location.assign(`/signin.html?${new URLSearchParams({ to: location.pathname + location.search })}`);
}

async function* eventsOf(stream) {
  let waiting = "";
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (waiting + value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) yield eventOf(block);
  }
}

function eventOf(block) {
  const lines = block.split("\n");
  const field = (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  return { name: field("event"), data: JSON.parse(field("data") ?? "null") };
}

function once(kept, key, make) {
  if (!kept.has(key)) {
    const promise = make();
    promise.catch(() => kept.delete(key));
    kept.set(key, promise);
  }
  return kept.get(key);
}
