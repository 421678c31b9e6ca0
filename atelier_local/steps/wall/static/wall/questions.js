/* Questions to the room: asked and supported without leaving the page. What was typed stays until the
   server has it. Without script, the forms of the page do it. */
"use strict";

const SUPPORTS = `soutiens:${room}`;
const supports = () => JSON.parse(store.getItem(SUPPORTS) || "[]");

async function tellRoom(kind, payload) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ id: uuid7(), kind, payload });
  const answer = await fetch(lines, { method: "POST", headers, body, signal: AbortSignal.timeout(15000) });
  if (answer.status === 401 && await renew()) return tellRoom(kind, payload);
  const told = await answer.json().catch(() => ({}));
  return answer.ok ? "" : (told.reasons || [told.error || "envoi refusé"]).join(" ; ");
}

async function asked(event) {
  event.preventDefault();
  const field = by("demande");
  const state = by("demande-etat");
  const words = field.value.trim();
  if (!words) { field.focus(); return; }
  const refusal = await tellRoom("wall.asked", { words }).catch(() => "le réseau manque ; elle reste écrite ici");
  state.className = refusal ? "etat bloque" : "etat fait";
  state.textContent = refusal ? `Pas envoyée : ${refusal}.` : "Reçue. Elle sera relue, puis montrée à la salle.";
  if (!refusal && field.value.trim() === words) field.value = "";
}

async function supported(event) {
  event.preventDefault();
  const button = event.submitter;
  const question = button.value;
  button.disabled = true;
  const refusal = await tellRoom("wall.supported", { question }).catch(() => "le réseau manque");
  if (refusal) { button.disabled = false; by("demande-etat").textContent = `Pas envoyé : ${refusal}.`; return; }
  store.setItem(SUPPORTS, JSON.stringify([...supports(), question]));
  marked();
}

/* The list comes anew for everyone: what this phone supported is remembered here. */
function marked() {
  for (const button of document.querySelectorAll("#posees button")) {
    if (!supports().includes(button.value)) continue;
    button.disabled = true;
    button.firstChild.textContent = "Soutenue";
  }
}

if (store && by("demander")) {
  by("demander").addEventListener("submit", asked);
  by("soutenir").addEventListener("submit", supported);
  document.addEventListener("live", marked);
  marked();
}
