/* Grouping by keyboard or by dragging; the buttons of the page do the same by themselves. */
"use strict";

const box = (card) => document.querySelector(`input[name=cards][value="${card}"]`);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input[name=title]")) return;
  const key = { "&": "1", "é": "2", "\"": "3" }[event.key] || event.key.toUpperCase();
  const asked = key === "N" ? document.querySelector("[name=title]") : document.querySelector(`[data-key="${key}"]`);
  if (!asked) return;
  event.preventDefault();
  if (key === "N") asked.focus(); else asked.click();
});

/* A card that looks like the one at hand is joined to it by one click. */
for (const button of document.querySelectorAll("[data-join]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    box(button.dataset.join).checked = true;
    button.textContent = "Jointe";
    button.disabled = true;
  });
}

/* A card dropped on a group goes into it; dropped on another card, both wait for a title. */
function only(...cards) {
  for (const one of document.querySelectorAll("input[name=cards]")) one.checked = cards.includes(one.value);
}

function dropped(target, card) {
  if (target.dataset.group) {
    only(card);
    target.querySelector("button[name=group]").click();
  } else if (target.dataset.card !== card) {
    only(card, target.dataset.card);
    document.querySelector("[name=title]").focus();
  }
}

for (const card of document.querySelectorAll("[data-card]")) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", card.dataset.card));
}
for (const target of document.querySelectorAll("[data-group], [data-card]")) {
  target.addEventListener("dragover", (event) => { event.preventDefault(); target.classList.add("vise"); });
  target.addEventListener("dragleave", () => target.classList.remove("vise"));
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    target.classList.remove("vise");
    const card = event.dataTransfer.getData("text/plain");
    if (box(card)) dropped(target, card);
  });
}
