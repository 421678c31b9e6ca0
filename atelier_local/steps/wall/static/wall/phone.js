/* The phone keeps what it writes until the server says, with a receipt, that it is on disk.

   Each card has an id made here and a place of its own in localStorage; sending the same card twice
   is one card. Nothing is removed before its receipt, or before its author takes the text back.
   Without script, or without storage, the form of the page does the same by itself. */
"use strict";

const { room, lines } = document.body.dataset;
const form = document.getElementById("carte");
const by = (id) => document.getElementById(id);

/* Ids and storage -------------------------------------------------------------------------- */

/* UUIDv7. crypto.randomUUID does not exist on a plain-HTTP hall network. */
function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let at = 5; at >= 0; at -= 1) { bytes[at] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const CARD = `carte:${room}:`;
const DRAFT = `brouillon:${room}`;

function storage() {
  try {
    localStorage.setItem(`${CARD}essai`, "");
    localStorage.removeItem(`${CARD}essai`);
    return localStorage;
  } catch { return null; }
}
const store = storage();

const keep = (card) => store.setItem(CARD + card.id, JSON.stringify(card));
const forget = (card) => store.removeItem(CARD + card.id);

/* The cards kept here, oldest first: their ids are in the order of time. */
function kept() {
  const keys = Object.keys(store).filter((key) => key.startsWith(CARD)).sort();
  return keys.map((key) => JSON.parse(store.getItem(key)));
}

/* What is shown ---------------------------------------------------------------------------- */

const icon = (kind) => document.querySelector(`#natures .n-${kind} .ic`)?.cloneNode(true) || "";

/* The list item of a card, made once. */
function item(card) {
  const known = by(`carte-${card.id}`);
  if (known) return known;
  const fresh = by("modele").content.firstElementChild.cloneNode(true);
  fresh.id = `carte-${card.id}`;
  fresh.className = `n-${card.kind}`;
  const nature = fresh.querySelector(".nature");
  nature.classList.add(`n-${card.kind}`);
  nature.append(icon(card.kind), card.label);
  fresh.querySelector(".voix").textContent = card.words;
  fresh.querySelector("button").addEventListener("click", () => takeBack(card, fresh));
  by("mes").prepend(fresh);
  by("les-miennes").hidden = false;
  return fresh;
}

function say(card, css, words) {
  const shown = item(card);
  const state = shown.querySelector(".etat");
  state.className = `etat ${css}`;
  state.textContent = words;
  shown.querySelector("button").hidden = !card.refused;
}

const hour = (date) => `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;

function received(card, answer) {
  forget(card);
  if (card.choices) {
    announce("fait", `vos choix sont reçus, ${hour(new Date(answer.received_at || Date.now()))}`);
    return;
  }
  card.refused = "";
  const receipt = answer.receipt ? `, reçu ${answer.receipt}` : "";
  say(card, "fait", `reçue à ${hour(new Date(answer.received_at || Date.now()))}${receipt}`);
}

function refused(card, reasons) {
  if (card.choices) { forget(card); announce("bloque", `pas reçus : ${reasons.join(" ; ")}`); return; }
  card.refused = reasons.join(" ; ");
  keep(card);
  say(card, "bloque", `pas reçue : ${card.refused}`);
}

function count(words = "Rien à faire : elles partiront seules. Continuez à écrire.") {
  const waiting = kept().filter((card) => !card.refused);
  by("attente").hidden = !waiting.length;
  by("attente").querySelector(".combien").textContent = waiting.length;
  by("sauver").hidden = !kept().length;
  by("gardees").textContent = `${waiting.length > 1 ? "éléments" : "élément"} en attente d’envoi, dans ce téléphone.`;
  by("essai").textContent = words;
  return waiting;
}

/* The text goes back to the form, to be mended or kept for the next question. */
function takeBack(card, shown) {
  if (form.elements.words.value.trim()) { complain("Posez d’abord la carte en cours."); return; }
  form.elements.words.value = card.words;
  forget(card);
  shown.remove();
  typed();
  form.elements.words.focus();
}

/* Sending ---------------------------------------------------------------------------------- */

async function send(card) {
  const { id, kind, activity, words, place, choices, more } = card;
  const act = choices ? "wall.voted" : "wall.contributed";
  const payload = choices ? { activity, choices } : { activity, kind, words, place, ...more };
  const body = JSON.stringify({ id, kind: act, payload });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(lines, { method: "POST", headers, body, signal: AbortSignal.timeout(15000) });
  if (answer.ok) { received(card, await answer.json()); return true; }
  if (answer.status === 401) { await renew(); return false; }
  if (answer.status === 408 || answer.status === 429 || answer.status >= 500) return false;
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 409 && !told.reasons) received(card, {});  // this id is already written
  else refused(card, told.reasons || [told.error || "envoi refusé"]);
  return true;
}

let failures = 0;
let timer = 0;
let sending = false;

/* Sends all that waits, oldest first; on a failure, tries again later and later (a minute at most). */
async function flush() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  let whole = true;
  for (const card of count()) {
    const gone = await send(card).catch(() => false);
    if (!gone) { whole = false; break; }
    failures = 0;
    tell("on");
  }
  sending = false;
  if (whole) { if (count().length) flush(); return; }
  failures += 1;
  tell("off");  // live.js only notices when its stream ends
  const pause = Math.min(60, 2 ** failures) * (0.75 + Math.random() / 2);
  for (const card of count(`Nouvel essai dans ${Math.ceil(pause)} s. Continuez à écrire.`)) {
    say(card, "bloque", "en attente");
  }
  timer = setTimeout(flush, pause * 1000);
}

/* Writing ---------------------------------------------------------------------------------- */

const longest = () => Number(by("natures").dataset.longest || 280);
const length = (words) => Array.from(words.normalize("NFC").trim()).length;

function complain(words) {
  by("refus").textContent = words;
  by("refus").hidden = !words;
}

function typed() {
  const words = form.elements.words.value;
  form.classList.toggle("commencee", words.trim() !== "");
  by("combien").textContent = `${length(words)} / ${longest()}`;
  by("combien").classList.toggle("trop", length(words) > longest());
  if (store) store.setItem(DRAFT, words);
}

/* Why the card cannot leave as it is; empty when it can. */
function against(words, kind) {
  if (!words.trim()) return "La carte est vide.";
  if (length(words) > longest()) {
    return `La carte compte ${length(words)} signes, l’activité en permet ${longest()} : coupez-la en deux idées.`;
  }
  return kind ? lacking() : "Choisissez une des natures proposées.";
}

function lay(event) {
  event.preventDefault();
  if (!by("vote").hidden) return;  // vote.js sends by itself
  const { activity, words, place } = form.elements;
  const kind = form.querySelector("[name=kind]:checked");
  complain(against(words.value, kind));
  if (!by("refus").hidden || !activity) return;
  const card = {
    id: uuid7(), activity: activity.value, kind: kind.value, words: words.value, place: place.value,
    label: kind.parentElement.textContent.trim(), more: besides(),
  };
  keep(card);
  say(card, "bloque", "en attente");
  words.value = "";
  emptied();
  by("recue")?.remove();
  typed();
  count();
  flush();
  words.focus();
}

if (form && store) {
  document.querySelector(".reseau").hidden = false;
  const { words } = form.elements;
  if (!words.value) words.value = store.getItem(DRAFT) || "";
  words.addEventListener("input", typed);
  form.addEventListener("submit", lay);
  document.addEventListener("live", typed);  // another question: another length
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  for (const card of kept().filter((card) => !card.choices)) {
    if (card.refused) say(card, "bloque", `pas reçue : ${card.refused}`);
    else say(card, "bloque", "en attente");
  }
  typed();
  flush();
}
