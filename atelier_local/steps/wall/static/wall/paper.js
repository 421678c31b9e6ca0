/* Typing what hands wrote: Enter lays the card; a click on the map says where. */
"use strict";

for (const field of document.querySelectorAll("[data-enter]")) {
  document.querySelector("[data-enter-help]").hidden = false;
  field.form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.closest("button")) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
}

for (const map of document.querySelectorAll("[data-map]")) {
  const point = document.querySelector(map.dataset.map);
  const said = document.querySelector("[data-map-said]");
  document.querySelector("[data-map-help]").hidden = false;
  map.addEventListener("click", (event) => {
    const box = map.getBoundingClientRect();
    const part = (from, size) => Math.min(Math.max(from / size, 0), .999999).toFixed(6);
    point.value = `${part(event.clientX - box.left, box.width)},${part(event.clientY - box.top, box.height)}`;
    said.textContent = "Point noté.";
  });
}
