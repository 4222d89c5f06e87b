// Accounts: listed, added, changed, disabled.

import { ask, change, checks, field, grid, heading, words } from "./admin_form.js";
import { send } from "./client.js";
import { el, icon } from "./dom.js";
import { t } from "./i18n.js";

const ROLES = ["reader", "contributor", "evaluator", "auditor", "admin"];

export function showUsers(users) {
  const add = el("button", { type: "button", class: "primary", onclick: () => edit(null) }, icon("plus"), t("addUser"));
  if (!users.length) return [heading("users", add), el("p", { class: "quiet" }, t("usersNone"))];
  const heads = ["userName", "userRoles", "group", "state"].map((key) => t(key));
  const rows = users.map((user) => [
    [
      el("button", { type: "button", class: "record-title", onclick: () => edit(user) }, user.name),
      user.display !== user.name ? el("span", { class: "quiet" }, ` ${user.display}`) : null,
    ],
    ROLES.filter((role) => user.roles.includes(role)).map((role) => t(`userRoles_${role}`)).join(t("listComma")),
    user.groups.join(t("listComma")),
    user.active ? t("active") : el("span", { class: "badge withdrawn" }, t("disabled")),
  ]);
  return [heading("users", add), grid(t("users"), heads, rows)];
}

function edit(user) {
  const name = field("userName", { maxlength: 64, required: true });
  const display = field("fullName", { maxlength: 64, value: user?.display ?? "" });
  const password = field(user ? "newPassword" : "password", { type: "password", autocomplete: "new-password" });
  const signOn = field("signOnName", { maxlength: 256 });
  const groups = field("groupsOf", { value: user?.groups.join(" ") ?? "" });
  const roles = checks("userRoles", ROLES, user?.roles ?? ["reader"]);
  const path = user && `/api/admin/users/${encodeURIComponent(user.name)}`;
  const save = (failure) =>
    change(async () => {
      const body = { display: display.input.value, roles: roles.chosen(), groups: words(groups.input.value) };
      if (password.input.value) body.password = password.input.value;
      if (user) await send("PATCH", path, body);
      else await send("POST", "/api/admin/users", { ...body, name: name.input.value, sign_on: signOn.input.value.trim() });
    }, failure);
  const turn = user ? [stateButton(user, path)] : [];
  const nodes = user ? [display, roles, groups, password] : [name, display, roles, groups, password, signOn];
  ask(user ? t("changeUser", { name: user.name }) : t("addUser"), nodes.map((each) => each.node), save, turn);
}

function stateButton(user, path) {
  return (close, failure) =>
    el(
      "button",
      {
        type: "button",
        class: user.active ? "pill danger" : "pill",
        onclick: async () => {
          if (await change(() => send("PATCH", path, { active: !user.active }), failure)) close();
        },
      },
      t(user.active ? "disable" : "enable"),
    );
}
