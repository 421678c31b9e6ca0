/* Keys of the room's screen: 1 how to join, 2 the wall, 3 the pinned card, 4 the questions, B black, 0 or Escape by itself. */
"use strict";

document.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  if (ctrlKey || metaKey || altKey) return;
  const pressed = { "&": "1", "é": "2", "\"": "3", "'": "4", "à": "0" }[key] || key.toLowerCase();
  const { dataset } = document.body;
  if (["0", "escape"].includes(pressed) || (pressed === "b" && dataset.screen === "b")) delete dataset.screen;
  else if (["1", "2", "3", "4", "b"].includes(pressed)) dataset.screen = pressed;
});
