/* A phone that does not find the room again gives what it kept as codes to scan, or as a text: read by
   people above, by the console below. The mark is told in steps/wall/rescue.py. It works on plain HTTP,
   hence without navigator.clipboard and navigator.share. */

import { by, form, kept } from "./outbox.js";
import { generate } from "./vendor/lean-qr.js";

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

function packed(acts) {
  const { room: r, who: p, audience: a, table } = document.body.dataset;
  const e = acts.map(({ id, act, payload }) => [id, act, payload]);
  return `AL1.${base64url(JSON.stringify({ r, p, a, t: table ? Number(table) : null, e }))}`;
}

/* All that this phone keeps, refused cards too: somebody may open the question again. */
function rescued() {
  const acts = kept();
  const lines = acts.map((one, rank) => `${rank + 1}. ${PLAIN[one.act](one)}`);
  return [...lines, "", `[${packed(acts)}]`].join("\n");
}

const rescue = by("sauver");
const text = by("a-remettre");

/* Codes: each whole by itself, so that the console takes them in any order ------------------- */

const EASY = 900;  // signs of a code that any phone scans
const MOST = 1800;  // of one that a good one does
const SIDE = 4;  // pixels of a module, and modules of the margin

const address = (acts) => `${location.origin}${rescue.dataset.console}#${packed(acts)}`;

/* What is kept, in as few codes as hold it. */
function shared() {
  const batches = [];
  for (const one of kept()) {
    const last = batches.at(-1);
    if (last && address([...last, one]).length <= EASY) last.push(one); else batches.push([one]);
  }
  return batches.map(address);
}

function draw(code) {
  const bitmap = generate(code);
  const canvas = by("code");
  canvas.width = canvas.height = (bitmap.size + 2 * SIDE) * SIDE;
  const paint = canvas.getContext("2d");
  paint.fillStyle = "#fff";
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.fillStyle = "#000";
  for (let y = 0; y < bitmap.size; y += 1) {
    for (let x = 0; x < bitmap.size; x += 1) {
      if (bitmap.get(x, y)) paint.fillRect((x + SIDE) * SIDE, (y + SIDE) * SIDE, SIDE, SIDE);
    }
  }
}

let rank = 0;

function show() {
  const codes = shared();
  if (!codes.length) { rescue.open = false; return; }
  rank = (rank + codes.length) % codes.length;
  const fits = codes[rank].length <= MOST;
  by("code").hidden = !fits;
  if (fits) draw(codes[rank]);
  const which = codes.length > 1 ? `Code ${rank + 1} sur ${codes.length}` : "Un seul code";
  by("code-rang").textContent = fits ? which : `${which}\u00a0: trop long pour un code, copiez le texte.`;
  by("code-suivant").hidden = codes.length < 2;
  text.value = rescued();
}

if (rescue && text && form) {
  const say = (words) => { by("copie").textContent = words; };
  rescue.addEventListener("toggle", () => { if (rescue.open) { rank = 0; show(); } });
  by("code-suivant").addEventListener("click", () => { rank += 1; show(); });
  by("copier").addEventListener("click", () => {
    text.value = rescued();
    text.focus();
    text.select();
    say(document.execCommand("copy") ? "Copié." : "Appuyez longuement sur le texte, puis Copier.");
  });
}
