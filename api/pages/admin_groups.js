// Groups and what they see: a box for each group and collection.

import { ask, change, field, grid, heading } from "./admin_form.js";
import { send } from "./client.js";
import { el, icon } from "./dom.js";
import { t } from "./i18n.js";

export function showGroups({ groups, collections }) {
  const add = el("button", { type: "button", class: "primary", onclick: grant }, icon("plus"), t("addGrant"));
  const heads = [t("group"), t("members"), ...collections.map(({ name, documents }) => t("collectionHead", { name, n: documents }))];
  const rows = groups.map((group) => [
    group.name === "everyone" ? t("everyone") : group.name,
    group.name === "everyone" ? "—" : group.members.join(t("listComma")),
    ...collections.map(({ name }) => box(group, name)),
  ]);
  return [heading("groups", add), el("p", { class: "quiet" }, t("groupsLine")), grid(t("groups"), heads, rows)];
}

function box(group, collection) {
  return el("input", {
    type: "checkbox",
    checked: group.collections.includes(collection),
    "aria-label": t("sees", { group: group.name, collection }),
    onchange: (event) => put(group.name, collection, event.target.checked),
  });
}

const path = (group, collection) =>
  `/api/admin/groups/${encodeURIComponent(group)}/collections/${encodeURIComponent(collection)}`;

const put = (group, collection, seen, failure) =>
  change(() => send(seen ? "PUT" : "DELETE", path(group, collection)), failure);

function grant() {
  const group = field("group", { maxlength: 64, required: true });
  const collection = field("collection", { maxlength: 64, required: true });
  ask(t("addGrant"), [group.node, collection.node], (failure) =>
    put(group.input.value.trim(), collection.input.value.trim(), true, failure),
  );
}
