/* A phone that does not find the room again gives what it kept as a text: read by people above, by the
   console below. The mark is told in steps/wall/rescue.py. It works on plain HTTP, hence without
   navigator.clipboard and navigator.share. */

import { by, form, kept, store } from "./outbox.js";

const PLAIN = {
  "wall.contributed": (card) => `${card.label}\u00a0: ${card.payload.words}`,
  "wall.voted": () => "un vote",
  "wall.asked": (question) => `Question\u00a0: ${question.payload.words}`,
  "wall.supported": () => "un soutien à une question",
};

function base64url(text) {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function mark(acts) {
  const { room: r, who: p, audience: a, table } = document.body.dataset;
  const e = acts.map(({ id, act, payload }) => [id, act, payload]);
  return `[AL1.${base64url(JSON.stringify({ r, p, a, t: table ? Number(table) : null, e }))}]`;
}

/* All that this phone keeps, refused cards too: somebody may open the question again. */
function rescued() {
  const acts = kept();
  const lines = acts.map((one, rank) => `${rank + 1}. ${PLAIN[one.act](one)}`);
  return [...lines, "", mark(acts)].join("\n");
}

const rescue = by("sauver");
const text = by("a-remettre");

if (rescue && text && form && store) {
  const say = (words) => { by("copie").textContent = words; };
  rescue.addEventListener("toggle", () => { if (rescue.open) text.value = rescued(); });
  by("copier").addEventListener("click", () => {
    text.value = rescued();
    text.focus();
    text.select();
    say(document.execCommand("copy") ? "Copié." : "Appuyez longuement sur le texte, puis Copier.");
  });
}
