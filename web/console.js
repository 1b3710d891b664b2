// SPDX-License-Identifier: Apache-2.0
// What makes the console quicker for who knows it; every page works without.

// "/" goes to the search of the page, as in many programs; not while somebody types.
const typing = (element) => element.matches("input, select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const search = document.querySelector("input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// Filters that are not set stay out of the address.
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}

// What was wrong is read out, and is where one goes on.
document.querySelector("[aria-invalid=true]")?.focus();
