// SPDX-License-Identifier: Apache-2.0
// Keys that lead to places, for who wants them (/keys lists them, and switches them off). Nothing needs them.

const places = { o: "/", c: "/cases", w: "/workflows", m: "/matrix", s: "/system" };
const typing = (element) => element.matches("input, select, textarea, [contenteditable]");
let leading = false; // "g" was pressed: the next key says where to go

function go(path) {
  // Only where the menu leads, too: who may not go there has no such key.
  if (document.querySelector(`.menu a[href="${path}"]`)) location.assign(path);
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const led = leading;
  leading = event.key === "g";
  if (led && places[event.key]) go(places[event.key]);
  else if (event.key === "?") location.assign("/keys");
  else if (event.key === "/") find(event);
  else if (event.key === "n") document.querySelector("#next + details > summary, #next")?.focus();
}

// "/" goes to the search, as in many programs.
function find(event) {
  const search = document.querySelector("input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

if (document.body.dataset.keys === "on") document.addEventListener("keydown", press);
