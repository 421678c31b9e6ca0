/* A phone that does not find the room again gives what it kept as a text: read by people above, by the
   console below. The mark is told in steps/wall/rescue.py. It works on plain HTTP, hence without
   navigator.clipboard and navigator.share. */
"use strict";

const PLAIN = { "wall.contributed": (card) => `${card.label}\u00a0: ${card.words}`, "wall.voted": () => "un vote" };

const kindOf = (card) => (card.choices ? "wall.voted" : "wall.contributed");

const payloadOf = ({ activity, kind, words, place, choices, more }) => (
  choices ? { activity, choices } : { activity, kind, words, place, ...more }
);

function base64url(text) {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/* All that this phone keeps, refused cards too: somebody may open the question again. */
function rescued() {
  const { room: r, who: p, audience: a, table } = document.body.dataset;
  const cards = kept();
  const e = cards.map((card) => [card.id, kindOf(card), payloadOf(card)]);
  const mark = base64url(JSON.stringify({ r, p, a, t: table ? Number(table) : null, e }));
  const lines = cards.map((card, rank) => `${rank + 1}. ${PLAIN[kindOf(card)](card)}`);
  return [...lines, "", `[AL1.${mark}]`].join("\n");
}

const rescue = document.getElementById("sauver");

if (rescue && form && store) {
  const text = document.getElementById("a-remettre");
  const say = (words) => { document.getElementById("copie").textContent = words; };
  rescue.addEventListener("toggle", () => { if (rescue.open) text.value = rescued(); });
  document.getElementById("copier").addEventListener("click", () => {
    text.value = rescued();
    text.focus();
    text.select();
    say(document.execCommand("copy") ? "Copié." : "Appuyez longuement sur le texte, puis Copier.");
  });
}
