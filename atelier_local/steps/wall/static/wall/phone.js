/* The page of a phone: its cards, and all that it may say. Without script the form of the page does
   the same by itself; a module runs once all that it asks for has come, so a page whose loading was
   cut keeps its form whole. */

import "./timer.js";
import "./questions.js";
import "./rescue.js";
import "./vote.js";
import { besides, emptied, lacking } from "./more.js";
import { begin, by, count, forget, form, hourOf, keep, put, room, speakFor, store, uuid7 } from "./outbox.js";

const LAID = "wall.contributed";
const DRAFT = `brouillon:${room}`;

/* What is shown ---------------------------------------------------------------------------- */

const icon = (kind) => document.querySelector(`#natures .n-${kind} .ic`)?.cloneNode(true) || "";

/* The list item of a card, made once. */
function item(card) {
  const known = by(`carte-${card.id}`);
  if (known) return known;
  const { kind, words } = card.payload;
  const fresh = by("modele").content.firstElementChild.cloneNode(true);
  fresh.id = `carte-${card.id}`;
  fresh.className = `n-${kind}`;
  const nature = fresh.querySelector(".nature");
  nature.classList.add(`n-${kind}`);
  nature.append(icon(kind), card.label);
  fresh.querySelector(".voix").textContent = words;
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
  shown.querySelector("button").hidden = css === "fait" || !card.refused;
}

/* The same in a word, near the thumb: the list may be far below. */
function tell(css, words) {
  if (!by("vote").hidden) return;  // vote.js speaks there
  const link = document.createElement("a");
  link.href = "#mes-cartes";
  link.textContent = by("mes-cartes").textContent;
  const said = document.createElement("span");
  said.append(words, link);
  by("bilan").className = `etat ${css}`;
  by("bilan").replaceChildren(said);
}

speakFor(LAID, {
  waiting(card) { say(card, "bloque", "en attente"); tell("bloque", "Carte gardée, pas encore envoyée. "); },
  received(card, answer) {
    const receipt = answer.receipt ? `, reçu ${answer.receipt}` : "";
    say(card, "fait", `reçue à ${hourOf(answer)}${receipt}`);
    tell("fait", `Carte reçue à ${hourOf(answer)}. `);
  },
  refused(card, reasons) {
    card.refused = reasons.join(" ; ");
    keep(card);
    say(card, "bloque", `pas reçue : ${card.refused}`);
    tell("bloque", "Carte pas reçue. ");
  },
});

/* The text goes back to the form, to be mended or kept for the next question. */
function takeBack(card, shown) {
  if (form.elements.words.value.trim()) { complain("Posez d’abord la carte en cours."); return; }
  form.elements.words.value = card.payload.words;
  forget(card);
  shown.remove();
  typed();
  count();
  form.elements.words.focus();
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
  store.setItem(DRAFT, words);
}

/* Why the card cannot leave as it is; empty when it can. */
function against(words, kind) {
  if (!words.trim()) return "La carte est vide.";
  if (length(words) > longest()) {
    return `La carte compte ${length(words)} signes, l’activité en permet ${longest()} : coupez-la en deux idées.`;
  }
  return kind ? lacking() : "Choisissez d’abord ce que c’est, au-dessus du texte.";
}

let laidAt = -Infinity;

function lay(event) {
  event.preventDefault();
  if (!by("vote").hidden) return;  // vote.js sends by itself
  const { activity, words, place } = form.elements;
  if (!words.value.trim() && performance.now() - laidAt < 1000) return;  // clicked twice
  const kind = form.querySelector("[name=kind]:checked");
  complain(against(words.value, kind));
  if (!by("refus").hidden || !activity) return;
  const said = { activity: activity.value, kind: kind.value, words: words.value, place: place.value };
  put({ id: uuid7(), act: LAID, payload: { ...said, ...besides() }, label: kind.parentElement.textContent.trim() });
  words.value = "";
  laidAt = performance.now();
  emptied();
  by("recue")?.remove();
  typed();
  words.focus();
}

if (form) {
  document.querySelector(".reseau").hidden = false;
  const { words } = form.elements;
  if (!words.value) words.value = store.getItem(DRAFT) || "";
  words.addEventListener("input", typed);
  form.addEventListener("submit", lay);
  document.addEventListener("live", ({ detail }) => {
    typed();  // another question: another length
    if (detail.event === "activity" && by("vote").hidden) by("bilan").textContent = "";
  });
  typed();
  begin();
}
