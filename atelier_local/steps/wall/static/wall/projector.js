/* Keys of the room's screen: 1 how to join, 2 the wall, 3 the pinned card, 4 the questions, B black, 0 or Escape by itself.
   Where whoever opened it may facilitate, a key commands every screen of the room, as the console does; what the
   console asks comes with the stream, and the last thing asked comes after a cut. */
"use strict";

const { dataset } = document.body;
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;

function show(screen) {
  if (screen === "0") delete dataset.screen; else dataset.screen = screen;
}

/* At once here; the others hear of it when there is a network. */
function command(screen) {
  show(screen);
  if (!dataset.command) return;
  const body = new FormData();
  body.append("screen", screen);
  body.append("stays", "1");
  fetch(dataset.command, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" }).catch(() => {});
}

document.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  if (ctrlKey || metaKey || altKey) return;
  const pressed = { "&": "1", "é": "2", "\"": "3", "'": "4", "à": "0", Escape: "0" }[key] || key.toLowerCase();
  if (["0", "1", "2", "3", "4", "b"].includes(pressed)) command(pressed === "b" && dataset.screen === "b" ? "0" : pressed);
});
document.addEventListener("live", ({ detail }) => {
  if (detail.event === "screen") show(document.getElementById("ecran-voulu").dataset.asked);
});
