// Keys of programs: made, shown once, revoked.

import { ask, change, checks, field, grid, heading } from "./admin_form.js";
import { send } from "./client.js";
import { el, icon, iconButton, openDialog } from "./dom.js";
import { t } from "./i18n.js";

const PERMISSIONS = ["read", "contribute", "evaluate", "audit", "operate", "administer"];

export function showKeys(keys, known) {
  const users = known.get("users") ?? [];
  const add = users.length
    ? el("button", { type: "button", class: "primary", onclick: () => make(users) }, icon("plus"), t("addKey"))
    : null;
  if (!keys.length) return [heading("keys", add), el("p", { class: "quiet" }, t("keysNone"))];
  const heads = ["keyFor", "userName", "permission", "expires", "usedAt", "delete"].map((key) => t(key));
  const rows = keys.map((key) => [
    key.name,
    key.user,
    key.permissions.map((each) => t(`permission_${each}`)).join(t("listComma")),
    day(key.expires_at) ?? t("never"),
    day(key.used_at) ?? "—",
    iconButton("trash", t("revokeKey", { name: key.name }), () => change(() => send("DELETE", `/api/admin/keys/${key.id}`))),
  ]);
  return [heading("keys", add), grid(t("keys"), heads, rows)];
}

const day = (moment) => moment?.slice(0, 10);

function make(users) {
  const owner = el("select", { id: "f-owner" }, users.filter((user) => user.active).map(({ name }) => el("option", {}, name)));
  const name = field("keyFor", { maxlength: 64, required: true });
  const days = field("keyDays", { type: "number", min: 1, max: 3650, value: 365 });
  const may = checks("permission", PERMISSIONS, ["read"]);
  const save = async (failure) => {
    let made;
    const done = await change(async () => {
      made = await send("POST", "/api/admin/keys", {
        user: owner.value,
        name: name.input.value,
        permissions: may.chosen(),
        days: Number(days.input.value) || null,
      });
    }, failure);
    if (done) setTimeout(() => tell(made));
    return done;
  };
  const whose = el("label", { class: "field", for: "f-owner" }, el("span", {}, t("userName")), owner);
  ask(t("addKey"), [whose, name.node, may.node, days.node], save);
}

function tell(made) {
  const close = openDialog(
    t("keyMade", { name: made.name }),
    el("div", { class: "dialog-body" }, el("p", {}, t("keyOnce")), el("code", { class: "secret" }, made.secret)),
    [
      el("button", { type: "button", class: "pill", onclick: () => navigator.clipboard?.writeText(made.secret) }, icon("copy"), t("copyKey")),
      el("button", { type: "button", class: "primary", onclick: () => close() }, t("keyKept")),
    ],
  );
}
