// Signing in: by name and password, by the administrator's key, or at the office's own sign-on.

import { getJSON, send } from "./client.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { startShell } from "./shell.js";

// Only a place on this site: "//elsewhere" and "/\elsewhere" would lead away.
function onward() {
  const to = new URLSearchParams(location.search).get("to") ?? "/";
  const there = new URL(to, location.origin);
  return there.origin === location.origin && to.startsWith("/") ? there.pathname + there.search + there.hash : "/";
}

async function signIn(event, body) {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  byId("failure").textContent = "";
  try {
    await send("POST", "/api/session", body);
    location.assign(onward());
  } catch (error) {
    byId("failure").textContent = error.message;
    button.disabled = false;
  }
}

let session = null;
function show() {
  byId("hint").textContent = session && !session.accounts ? t("noAccounts") : "";
}

byId("by-password").addEventListener("submit", (event) =>
  signIn(event, { name: byId("name").value, password: byId("password").value }),
);
byId("by-key").addEventListener("submit", (event) => signIn(event, { key: byId("key").value.trim() }));
document.addEventListener("language", show);
startShell();
const refused = new URLSearchParams(location.search).get("refused");
if (refused) byId("failure").textContent = t(`refused_${refused === "unknown" ? "unknown" : "failed"}`);
byId("name").focus();
getJSON("/api/session").then((found) => {
  session = found;
  byId("sign-on").hidden = !found.sign_on;
  if (found.sign_on) byId("sign-on").href = `/signin/oidc?${new URLSearchParams({ to: onward() })}`;
  show();
});
