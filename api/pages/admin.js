// Accounts, keys, groups and the audit log: each part for whoever may.

import { showAudit } from "./admin_audit.js";
import { showGroups } from "./admin_groups.js";
import { showKeys } from "./admin_keys.js";
import { showUsers } from "./admin_users.js";
import { getJSON } from "./client.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { startShell } from "./shell.js";

const PARTS = [
  ["users", "administer", "/api/admin/users", showUsers],
  ["keys", "administer", "/api/admin/keys", showKeys],
  ["groups", "administer", "/api/admin/groups", showGroups],
  ["audit", "audit", "/api/audit?limit=50", showAudit],
];
const known = new Map();
let session = null;

// Reads again what may have changed, and shows it; `users` changes what keys and groups show too.
async function load() {
  try {
    session = await getJSON("/api/session");
    for (const [name, permission, path] of PARTS)
      if (session.permissions.includes(permission)) known.set(name, await getJSON(path));
    byId("failure").textContent = known.size ? "" : t("adminNotAllowed");
  } catch (error) {
    byId("failure").textContent = error.message;
  }
  show();
}

function show() {
  for (const [name, , , draw] of PARTS) {
    const place = byId(name);
    place.hidden = !known.has(name);
    if (known.has(name)) place.replaceChildren(...draw(known.get(name), known));
  }
}

document.addEventListener("language", show);
document.addEventListener("changed", load);
startShell();
load();
