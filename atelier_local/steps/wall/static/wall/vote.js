/* A vote on a phone: each choice leaves by itself, a moment after the last touch, by the outbox that
   cards use. What was chosen is kept in this phone until the server has answered. */

import { by, forget, form, hourOf, kept, put, room, speakFor, store, uuid7 } from "./outbox.js";

const VOTED = "wall.voted";
const BALLOT = `vote:${room}:`;

const voteOf = () => by("vote");
const fieldsOf = (vote) => Array.from(vote.querySelectorAll("input:not([type=hidden])"));

/* What the fields say, by option: dots, 1 for an answer, a stance, or [impact, feasibility]. */
function choicesOf(vote) {
  const choices = {};
  for (const field of fieldsOf(vote)) {
    const [name, option] = [field.name.split("-")[0], field.name.slice(field.name.indexOf("-") + 1)];
    if (field.type === "number") { if (Number(field.value)) choices[option] = Number(field.value); continue; }
    if (!field.checked) continue;
    if (name === "impact" || name === "faisabilite") {
      choices[option] = choices[option] || [0, 0];
      choices[option][name === "impact" ? 0 : 1] = Number(field.value);
    } else if (field.name === "choix") choices[field.value] = 1;
    else choices[option] = field.type === "checkbox" ? 1 : field.value;
  }
  return choices;
}

function fill(vote, choices) {
  for (const field of fieldsOf(vote)) {
    const [name, option] = [field.name.split("-")[0], field.name.slice(field.name.indexOf("-") + 1)];
    if (field.type === "number") field.value = choices[option] || 0;
    else if (name === "impact" || name === "faisabilite") {
      field.checked = (choices[option] || [])[name === "impact" ? 0 : 1] === Number(field.value);
    } else if (field.name === "choix") field.checked = Boolean(choices[field.value]);
    else field.checked = field.type === "checkbox" ? Boolean(choices[option]) : choices[option] === field.value;
  }
}

/* Dots that remain; nobody can take one more than they have. */
function limit(vote) {
  const { method, budget, most } = vote.dataset;
  const fields = fieldsOf(vote);
  if (method === "dots") {
    const left = Number(budget) - fields.reduce((sum, field) => sum + Number(field.value), 0);
    vote.querySelector(".restent").textContent = left;
    vote.querySelector(".s").hidden = left < 2;
    for (const field of fields) {
      const [less, more] = field.parentElement.querySelectorAll("button");
      less.disabled = Number(field.value) === 0;
      more.disabled = left <= 0 || Number(field.value) >= Number(most);
    }
  } else if (method === "survey" && Number(budget) > 1) {
    const full = fields.filter((field) => field.checked).length >= Number(budget);
    for (const field of fields) field.disabled = full && !field.checked;
  }
}

/* What is still to be given, near the thumb: the list may be long. */
function toGive(vote) {
  if (!whole(choicesOf(vote))) return "Il manque une des deux notes à un choix";
  const left = vote.querySelector(".restent")?.textContent;
  if (!left) return "";
  return Number(left) < 2 ? `Il vous reste ${left} gommette` : `Il vous reste ${left} gommettes`;
}

function announce(css, words) {
  by("bilan").className = `etat ${css}`;
  by("bilan").textContent = [toGive(voteOf()), words].filter(Boolean).join(" · ");
}

const WAITING = "vos choix attendent d’être envoyés";

/* Another activity may be open since. */
function tellOf(one, css, words) { if (voteOf()?.dataset.activity === one.payload.activity) announce(css, words); }

speakFor(VOTED, {
  waiting(one) { tellOf(one, "bloque", WAITING); },
  received(one, answer) { tellOf(one, "fait", `vos choix sont reçus, ${hourOf(answer)}`); },
  refused(one, reasons) { forget(one); tellOf(one, "bloque", `pas reçus : ${reasons.join(" ; ")}`); },
});

/* Half a pair of grades stays here until the other half comes; the rest leaves all the same. */
const ready = ([, value]) => !Array.isArray(value) || value.every(Boolean);
const whole = (choices) => Object.entries(choices).every(ready);
const sendable = (choices) => Object.fromEntries(Object.entries(choices).filter(ready));

let pause = 0;

function changed(vote) {
  limit(vote);
  const { activity } = vote.dataset;
  const choices = choicesOf(vote);
  store.setItem(BALLOT + activity, JSON.stringify(choices));
  clearTimeout(pause);
  by("reprendre").hidden = false;
  if (!whole(choices) && !Object.keys(sendable(choices)).length) { announce("", ""); return; }
  announce("bloque", WAITING);
  pause = setTimeout(() => {
    for (const older of kept()) if (older.act === VOTED && older.payload.activity === activity) forget(older);
    put({ id: uuid7(), act: VOTED, payload: { activity, choices: sendable(choices) } });
  }, 500);
}

/* The vote as it stands on the page, with what this phone chose. */
function dress() {
  const vote = voteOf();
  if (!vote || vote.hidden || vote.dataset.dressed) return;
  vote.dataset.dressed = "1";
  const remembered = store.getItem(BALLOT + vote.dataset.activity);
  if (remembered) fill(vote, JSON.parse(remembered));
  for (const button of vote.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = button.parentElement.querySelector("input");
      field.value = Number(field.value) + Number(button.dataset.step);
      changed(vote);
      if (button.disabled) field.focus();
    });
  }
  vote.addEventListener("change", () => changed(vote));
  by("reprendre").addEventListener("click", () => { fill(vote, {}); changed(vote); });
  by("reprendre").hidden = !Object.keys(choicesOf(vote)).length;
  limit(vote);
  announce("", "");
}

if (form) {
  document.body.classList.add("suit");
  document.addEventListener("live", dress);
  dress();
}
