/* What a card may say besides words: a place touched on the map, who commits and for when, a
   photograph. Without script, the list of communes and the fields of the form do it. */

import { by, form } from "./outbox.js";

const filled = (id) => by(id)?.value.trim() || "";

export function besides() {
  const told = {};
  for (const name of ["who", "due", "photo", "audience", "channel"]) if (filled(name)) told[name] = filled(name);
  if (filled("table")) told.table = Number(filled("table"));  // a scribe's, as the two above
  if (told.photo && by("reuse")?.checked) told.reuse = true;
  if (filled("point")) told.point = JSON.parse(filled("point"));
  return told;
}

/* Why the card cannot leave yet; empty when it can. */
export function lacking() {
  if (!by("plan").hidden && !filled("place")) { by("plan").scrollIntoView({ block: "center" }); return "Dites où : touchez la carte, ou choisissez une commune."; }
  if (by("who") && !filled("who")) { by("who").focus(); return "Dites qui s’engage."; }
  if (by("due") && !filled("due")) { by("due").focus(); return "Dites pour quand."; }
  if (by("picture")?.files.length && !filled("photo")) return "La photographie n’est pas encore jointe : attendez, ou retirez-la.";
  return "";
}

/* Ready for the next card; the same person commits again, for another day. */
export function emptied() {
  for (const id of ["due", "photo", "picture"]) if (by(id)) by(id).value = "";
  if (by("photo-etat")) by("photo-etat").textContent = "";
  if (by("reuse")) by("reuse").checked = false;
  if (!by("plan").hidden) by("place").value = "";
  unplaced();
}

/* The map ---------------------------------------------------------------------------------- */

function unplaced() {
  if (!by("point")) return;
  by("point").value = "";
  document.querySelector("#plan .touche").setAttribute("hidden", "");
  chosenOnMap();
}

function chosenOnMap() {
  for (const shape of document.querySelectorAll("#plan path")) {
    shape.classList.toggle("vise", shape.dataset.place === filled("place"));
  }
}

/* The commune under the finger, and the point itself in hundred-thousandths of a degree. */
function touched(shape, { clientX, clientY }) {
  const plan = shape.ownerSVGElement;
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(plan.getScreenCTM().inverse());
  const [west, north, perLon, perLat, left, top] = plan.dataset.frame.split(" ").map(Number);
  by("place").value = shape.dataset.place;
  by("point").value = JSON.stringify([
    Math.round(1e5 * (west + (x - left) / perLon)), Math.round(1e5 * (north - (y - top) / perLat)),
  ]);
  const mark = plan.querySelector(".touche");
  mark.setAttribute("cx", x);
  mark.setAttribute("cy", y);
  mark.removeAttribute("hidden");
  chosenOnMap();
}

/* The photograph: made small here, sent at once, borne by the card when it leaves ----------- */

const LONGEST_SIDE = 1600;

async function reduced(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob((small) => done(small || file), "image/jpeg", 0.8); });
}

async function bring(file) {
  const body = new FormData();
  body.append("picture", await reduced(file).catch(() => file), "photographie.jpg");
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(form.dataset.photo, { method: "POST", headers, body, signal: AbortSignal.timeout(60000) });
  const told = await answer.json();
  if (!answer.ok || !told.photo) throw new Refusal(told.error);
  return told.photo;
}

class Refusal extends Error {}

async function joined(field) {
  const state = by("photo-etat");
  by("photo").value = "";
  if (!field.files.length) { state.textContent = ""; return; }
  state.className = "etat";
  state.textContent = "La photographie part…";
  try {
    by("photo").value = await bring(field.files[0]);
    state.className = "etat fait";
    state.textContent = "Photographie jointe.";
  } catch (problem) {
    state.className = "etat bloque";
    state.textContent = problem instanceof Refusal
      ? `Pas jointe : ${problem.message}.`
      : "Pas jointe : une photographie demande le réseau. Votre texte est gardé ; choisissez-la de nouveau plus tard.";
    field.value = "";
  }
}

if (form) {
  form.addEventListener("click", (event) => {
    const shape = event.target.closest("#plan path");
    if (shape) touched(shape, event);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.id === "place") unplaced();
    if (target.id === "picture") joined(target);
  });
  const dressed = () => { if (by("touchez")) by("touchez").hidden = false; };
  document.addEventListener("live", dressed);
  dressed();
}
