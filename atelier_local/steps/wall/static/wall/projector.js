/* Keys of the room's screen: 1 how to join, 2 the wall, 3 the pinned card, 4 the questions, B black, 0 or Escape by itself.
   The console, where it is open in the same browser, says them too and is told what is shown. */
"use strict";

const { dataset } = document.body;
const line = new BroadcastChannel(document.querySelector("[data-live]").dataset.live.replace(/[^/]+$/, "ecran"));
const tell = () => line.postMessage({ shown: dataset.screen || "0" });

function show(screen) {
  if (screen === "0" || (screen === "b" && dataset.screen === "b")) delete dataset.screen;
  else if (["1", "2", "3", "4", "b"].includes(screen)) dataset.screen = screen;
  tell();
}

document.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  if (ctrlKey || metaKey || altKey) return;
  const pressed = { "&": "1", "é": "2", "\"": "3", "'": "4", "à": "0", Escape: "0" }[key] || key.toLowerCase();
  show(pressed);
});
line.addEventListener("message", ({ data }) => { if (data.show) show(data.show); else if (data.tell) tell(); });
tell();
