/* A scribe writes without leaving the keyboard: one line is one card; what was chosen stays. */

import "./phone.js";
import { by, form } from "./outbox.js";

/* One step down or up in a list, round and round. */
function turned(list, step) {
  list.selectedIndex = (list.selectedIndex + step + list.length) % list.length;
}

function nature(step) {
  const kinds = Array.from(form.querySelectorAll("[name=kind]"));
  if (!kinds.length) return;
  const chosen = kinds.findIndex((kind) => kind.checked);
  kinds[(chosen + step + kinds.length) % kinds.length].checked = true;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 1, PageUp: -1 };

function keyed(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit(by("poser"));
    return;
  }
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key.startsWith("Page")) turned(by("audience"), step);
  else if (event.altKey && by("table")) turned(by("table"), step);
  else if (form.elements.words.value.includes("\n")) return;  // arrows move between its lines
  else nature(step);
  event.preventDefault();
}

/* A question that has just opened starts on its first nature; the hands go on without the mouse. */
function ready() {
  if (!form.querySelector("[name=kind]:checked")) nature(1);
  if (document.activeElement === document.body) form.elements.words.focus();
}

if (form) {
  by("touches").hidden = false;
  form.elements.words.addEventListener("keydown", keyed);
  document.addEventListener("live", ready);
  ready();
  form.elements.words.focus();
}
