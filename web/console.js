// SPDX-License-Identifier: Apache-2.0
// What makes the console quicker for who knows it; every page works without.

// Filters that are not set stay out of the address.
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}

// What was wrong is read out, and is where one goes on.
(document.querySelector(".faults") ?? document.querySelector("[aria-invalid=true]"))?.focus();
