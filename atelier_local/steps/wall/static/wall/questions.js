/* Questions to the room: asked and supported without leaving the page, by the outbox that cards use.
   Without script, the forms of the page do it. */

import { by, forget, keep, kept, put, room, speakFor, store, uuid7 } from "./outbox.js";

const ASKED = "wall.asked";
const SUPPORTED = "wall.supported";
const SUPPORTS = `soutiens:${room}`;
const supports = () => JSON.parse(store.getItem(SUPPORTS) || "[]");
const remember = (questions) => store.setItem(SUPPORTS, JSON.stringify(questions));

function say(css, words) {
  const state = by("demande-etat");
  if (!state) return;
  state.className = `etat ${css}`;
  state.textContent = words;
}

speakFor(ASKED, {
  waiting() {
    const waiting = kept().filter((one) => one.act === ASKED).length;
    say("bloque", waiting > 1
      ? `${waiting} questions attendent le réseau ; elles partiront seules.`
      : "Votre question attend le réseau ; elle partira seule.");
  },
  received() { say("fait", "Reçue. Elle sera relue, puis montrée à la salle."); },
  refused(one, reasons) {
    const field = by("demande");
    if (!field) { keep({ ...one, refused: reasons.join(" ; ") }); return; }  // to be given as text
    const free = !field.value.trim();
    if (free) field.value = one.payload.words;
    say("bloque", `${free ? "Pas envoyée" : `« ${one.payload.words} » n’est pas envoyée`} : ${reasons.join(" ; ")}.`);
    forget(one);
  },
});

speakFor(SUPPORTED, {
  waiting() { marked(); },
  received() {},
  refused(one, reasons) {
    forget(one);
    remember(supports().filter((question) => question !== one.payload.question));
    const button = by("posees")?.querySelector(`[value="${CSS.escape(one.payload.question)}"]`);
    if (button) { button.disabled = false; button.firstChild.textContent = "Moi aussi"; }
    say("bloque", `Pas envoyé : ${reasons.join(" ; ")}.`);
  },
});

function asked(event) {
  event.preventDefault();
  const field = by("demande");
  const words = field.value.trim();
  if (!words) { field.focus(); return; }
  put({ id: uuid7(), act: ASKED, payload: { words } });
  field.value = "";  // once it is kept
}

function supported(event) {
  event.preventDefault();
  const question = event.submitter.value;
  remember([...supports(), question]);
  put({ id: uuid7(), act: SUPPORTED, payload: { question } });
}

/* The list comes anew for everyone: what this phone supported is remembered here. */
function marked() {
  for (const button of document.querySelectorAll("#posees button")) {
    if (!supports().includes(button.value)) continue;
    button.disabled = true;
    button.firstChild.textContent = "Soutenue";
  }
}

if (by("demander")) {
  by("demander").addEventListener("submit", asked);
  by("soutenir").addEventListener("submit", supported);
  document.addEventListener("live", marked);
  marked();
}
