/* The console: one key opens or closes the activity, or undoes, outside fields. */
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const button = document.querySelector(`.con [data-key="${event.key.toUpperCase()}"]`);
  if (button) { event.preventDefault(); button.click(); }
});
