/* The console: one key opens or closes the activity, or undoes, outside fields; the hour, how late
   the day is; what the room's screen shows. */
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const pressed = { "&": "1", "é": "2", "\"": "3", "'": "4", "à": "0" }[event.key] || event.key.toUpperCase();
  const button = document.querySelector(`.con [data-key="${CSS.escape(pressed)}"]`);
  if (button?.checkVisibility()) { event.preventDefault(); button.click(); }
});

/* The hour is the server's, as for the timer. */
const gap = Number(document.body.dataset.now) * 1000 - Date.now();
const paris = (options) => new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", ...options });
const day = paris({ weekday: "long", day: "numeric", month: "long" });
const hour = paris({ hour: "numeric", minute: "2-digit" });
const said = (time) => hour.format(time).replace(/^0/, "").replace(":", "\u00a0h\u00a0");

function late(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  if (!minutes) return "à l’heure";
  const length = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
  return `${length} ${seconds < 0 ? "d’avance" : "de retard"}`;
}

function write(shown, words) {
  if (shown && shown.textContent !== words) shown.textContent = words;
}

function tick() {
  const now = Date.now() + gap;
  const shown = document.getElementById("retard");
  const end = document.getElementById("fin");
  write(document.getElementById("heure"), `${day.format(now)}, ${said(now)}`);
  if (!shown) return;
  const delay = Math.max(Number(shown.dataset.expected), now / 1000) - Number(shown.dataset.planned);
  write(shown, late(delay));
  shown.classList.toggle("retard", delay >= 60);
  if (end) write(end, said((Number(end.dataset.ends) + Math.max(delay, 0)) * 1000));
}

/* The oldest card that waits to be read over, and the last copy that this browser asked for. */
function length(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

const COPIED = `copie:${location.pathname}`;
let copied = null;
try { copied = localStorage.getItem(COPIED); } catch { /* closed to pages: the button says enough */ }

function wait() {
  const waiting = Array.from(document.querySelectorAll("#a-relire > [data-since]"), (card) => Number(card.dataset.since));
  const now = (Date.now() + gap) / 1000;
  write(document.getElementById("plus-ancienne"), waiting.length ? `la plus ancienne depuis ${length(now - Math.min(...waiting))}` : "");
  const shown = document.getElementById("copiee");
  if (!shown || !copied) return;
  const since = now - Number(copied);
  write(shown, `Dernière copie à ${said(Number(copied) * 1000)}${since >= 3600 ? "\u00a0: refaites-en une" : ""}.`);
  shown.classList.toggle("retard", since >= 3600);
}

document.getElementById("sauvegarder")?.addEventListener("submit", () => {
  copied = String(Math.round((Date.now() + gap) / 1000));
  try { localStorage.setItem(COPIED, copied); } catch { /* as above */ }
  wait();
});

/* A table that wrote, then stopped: since when, as this browser saw it. The page is drawn again at
   each click, so what was seen is kept beside it. A new question starts the clock anew. */
const QUIET = 3;  // minutes
const SEEN = `tables:${location.pathname}`;

function listen() {
  const question = document.querySelector(".con [data-key='F']")?.value;
  if (!question || document.querySelector(".depouillement")) return;
  let seen = JSON.parse(sessionStorage.getItem(SEEN) || "{}");
  if (seen.question !== question) seen = { question };
  for (const tile of document.querySelectorAll("#tables [data-table]")) {
    const { table } = tile.dataset;
    const cards = tile.querySelector(".num").textContent;
    if (seen[table]?.cards !== cards) seen[table] = { cards, at: Date.now() };
    const minutes = Math.floor((Date.now() - seen[table].at) / 60000);
    if (minutes < QUIET) continue;
    tile.classList.add("mal");
    write(tile.querySelector(".mention"), `rien depuis ${minutes} min`);
  }
  sessionStorage.setItem(SEEN, JSON.stringify(seen));
}

function beat() { tick(); listen(); wait(); }

setInterval(beat, 5000);
document.addEventListener("live", beat);
beat();

/* What the screen shows is chosen without drawing the page again: the stream brings back what was asked. */
document.getElementById("commander-ecran").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { currentTarget: form, submitter } = event;
  const body = new FormData(form, submitter);
  body.append("stays", "1");
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  const heard = answer?.status === 204;  // a portal says 200 to anything
  write(document.getElementById("sans-ordre"), heard ? "" : "L’écran n’a pas reçu cet ordre. Rechargez la page, ou servez-vous des touches de l’écran.");
});
