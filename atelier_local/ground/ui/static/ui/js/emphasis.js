/* <textarea data-emphasis>: two buttons, and Ctrl or ⌘ with B or I, put the stars that one may type
   as well: **gras**, *italique*. On words that have them already, they are taken away. */
"use strict";

const STYLES = [
  { label: "Gras", stars: "**", key: "b", css: "gras" },
  { label: "Italique", stars: "*", key: "i", css: "italique" },
];

document.querySelectorAll("textarea[data-emphasis]").forEach((field) => {
  const bar = document.createElement("div");
  bar.className = "actions marques haut-1";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Mettre en forme les mots choisis");
  STYLES.forEach((style) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `btn second petit ${style.css}`;
    button.textContent = style.label;
    button.title = `Ctrl + ${style.key.toUpperCase()}`;
    button.setAttribute("aria-keyshortcuts", `Control+${style.key.toUpperCase()}`);
    button.addEventListener("click", () => mark(field, style.stars));
    bar.append(button);
  });
  field.before(bar);
  field.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const style = STYLES.find((one) => one.key === event.key.toLowerCase());
    if (!style) return;
    event.preventDefault();
    mark(field, style.stars);
  });
});

/* The stars go round the words, not round the spaces beside them. */
function mark(field, stars) {
  let { selectionStart: from, selectionEnd: to, value } = field;
  while (from < to && /\s/.test(value[from])) from += 1;
  while (to > from && /\s/.test(value[to - 1])) to -= 1;
  const size = stars.length;
  const words = value.slice(from, to);
  const around = (at, step) => {
    let count = 0;
    while (value[at + count * step] === "*") count += 1;
    return count;
  };
  /* One star is italics, two are bold, three are both. */
  const has = (count) => (size === 1 ? count % 2 === 1 : count >= 2);
  const marked = has(around(from - 1, -1)) && has(around(to, 1));
  field.focus();
  if (marked && words) {
    put(field, from - size, to + size, words);
    field.setSelectionRange(from - size, to - size);
  } else {
    put(field, from, to, stars + words + stars);
    field.setSelectionRange(from + size, to + size);
  }
}

/* As if it were typed, so that Ctrl + Z takes it back. */
function put(field, from, to, words) {
  field.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
