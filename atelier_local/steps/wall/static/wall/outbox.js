/* What this phone writes is kept in it until the server says, by its receipt, that it is on disk.

   Each act has an id made here and a place of its own in localStorage; sending the same act twice is
   one act. Nothing is removed before its receipt, or before its author takes the text back. Only an
   answer of this server counts: the page of a portal, even a 200, is no answer at all.
   {id, act, payload, label, refused}: label is for people, refused says why it waits for its author. */

import { tell } from "../ui/js/live.js";
import { renew } from "./renew.js";

export const by = (id) => document.getElementById(id);
export const form = by("carte");
export const { room, lines } = document.body.dataset;

/* A cut that ends is noticed at the latest when both are over: well within thirty seconds. */
const PATIENCE = 10000;  // for an answer
const LONGEST_PAUSE = 12;  // seconds between two tries, a quarter more at most

/* Storage and ids -------------------------------------------------------------------------- */

const ACT = `carte:${room}:`;
const LATEST = `instant:${room}`;

function storage() {
  try { return localStorage; } catch { return null; }
}
const disk = storage();
const page = new Map();  // what the phone has no room for, as long as this page is open

/* What keeps: the phone, or this page alone where its memory is full or closed to pages; then its
   person is told, and nothing leaves the screen for it. */
export const store = {
  keys: () => [...new Set([...Object.keys(disk || {}), ...page.keys()])],
  getItem: (key) => (page.has(key) ? page.get(key) : (disk?.getItem(key) ?? null)),
  setItem(key, value) {
    try { disk.setItem(key, value); page.delete(key); } catch { page.set(key, value); }
    by("sans-memoire").hidden = !page.size;
  },
  removeItem(key) {
    page.delete(key);
    disk?.removeItem(key);
  },
};

/* When an id was made. */
const instantOf = (id) => parseInt(id.replaceAll("-", "").slice(0, 12), 16) || 0;

/* Later than any made here before, even when the phone's clock was put back meanwhile; and than the
   page, whose own id the form sends: what is chosen next comes after what it sent. */
function instant() {
  const drawn = instantOf(form?.elements.id?.value || "");
  const latest = Math.max(Date.now(), Number(store.getItem(LATEST)) + 1, drawn + 1);
  store.setItem(LATEST, String(latest));
  return latest;
}

/* UUIDv7. crypto.randomUUID does not exist on a plain-HTTP hall network. */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = instant();
  for (let at = 5; at >= 0; at -= 1) { bytes[at] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const keep = (one) => store.setItem(ACT + one.id, JSON.stringify(one));
export const forget = (one) => store.removeItem(ACT + one.id);

/* One act as it was kept. A former script laid {id, activity, kind, words, place, choices, more, label,
   refused} flat; what cannot be read is nothing. */
function read(text) {
  try {
    const one = JSON.parse(text);
    if (one.act) return one;
    const { id, activity, kind, words, place, choices, more, label, refused } = one;
    if (choices) return { id, act: "wall.voted", payload: { activity, choices }, refused };
    return { id, act: "wall.contributed", payload: { activity, kind, words, place, ...more }, label, refused };
  } catch { return {}; }
}

/* The acts kept here, oldest first: their ids are in the order of time. One that no page speaks for
   stays where it is, and holds back no other. */
export function kept() {
  const keys = store.keys().filter((key) => key.startsWith(ACT)).sort();
  return keys.map((key) => read(store.getItem(key))).filter((one) => faces[one.act]);
}

/* What is shown ---------------------------------------------------------------------------- */

const faces = {};

/* Whose page says what becomes of acts of that kind: {waiting(one), received(one, answer),
   refused(one, reasons)}. */
export function speakFor(act, face) { faces[act] = face; }

/* When the server had it, as people say it. */
export function hourOf(answer) {
  const date = new Date(answer.received_at || Date.now());
  return `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;
}

export function count(words = "Rien à faire : ils partiront seuls. Continuez à écrire.") {
  const all = kept();
  const waiting = all.filter((one) => !one.refused);
  by("attente").hidden = !waiting.length;
  by("attente").querySelector(".combien").textContent = waiting.length;
  by("sauver").hidden = !all.length;
  by("gardees").textContent = `${waiting.length > 1 ? "éléments" : "élément"} en attente d’envoi, dans ${by("sans-memoire").hidden ? "ce téléphone" : "cette page"}.`;
  by("essai").textContent = words;
  return waiting;
}

/* Sending ---------------------------------------------------------------------------------- */

const FINAL = [400, 403, 404, 409, 413, 415];  // of refusals, those that are not soon over
const OURS = "Atelier-Local";  // the header of what this server answers: no portal's refusal bears it

async function post(one, again = true) {
  const body = JSON.stringify({ id: one.id, kind: one.act, payload: one.payload });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(lines, { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status === 401 && again && await renew()) return post(one, false);
  return { status: answer.status, ours: answer.headers.has(OURS), told: await answer.json() };
}

/* Whether the server answered, be it to refuse. */
async function send(one) {
  const { status, ours, told } = await post(one);
  if (told.id === one.id) { forget(one); faces[one.act].received(one, told); return true; }
  if (!ours || !FINAL.includes(status)) return false;
  const known = status === 409 && !told.reasons;  // this id is already written
  if (known) { forget(one); faces[one.act].received(one, {}); } else faces[one.act].refused(one, told.reasons || [told.error]);
  return true;
}

let failures = 0;
let timer = 0;
let sending = false;

/* Sends all that waits, oldest first; on a failure, tries again a little later each time. */
export async function flush() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  let whole = true;
  for (const one of count()) {
    const gone = await send(one).catch(() => false);
    if (!gone) { whole = false; break; }
    failures = 0;
    tell("on");
  }
  sending = false;
  if (whole) { if (count().length) flush(); return; }
  failures += 1;
  tell("off");  // live.js only notices when its stream ends
  const pause = Math.min(LONGEST_PAUSE, 2 ** failures) * (0.75 + Math.random() / 2);
  for (const one of count(`Nouvel essai dans ${Math.ceil(pause)} s. Continuez à écrire.`)) faces[one.act].waiting(one);
  timer = setTimeout(flush, pause * 1000);
}

/* Kept first, then sent: nothing said is only in the air. */
export function put(one) {
  keep(one);
  faces[one.act].waiting(one);
  count();
  flush();
}

/* Once every kind has its face. */
export function begin() {
  store.setItem(`${ACT}essai`, "");  // says at once whether this phone keeps anything
  store.removeItem(`${ACT}essai`);
  for (const one of kept()) if (one.refused) faces[one.act].refused(one, [one.refused]); else faces[one.act].waiting(one);
  document.addEventListener("linked", flush);  // the stream is heard again
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  flush();
}
