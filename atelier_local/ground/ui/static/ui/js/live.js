/* A live screen: <div data-live="/direct/<stream>/<face>" data-last="12" data-into="#cards">.

   It reads `…/flux?apres=n` as it comes; where something on the way holds the stream back, it asks
   `…/suite?apres=n` every three seconds. Both speak the same text/event-stream.
   Data that starts with "<" is HTML made by the server: an element whose id is already on the page
   replaces it, another goes at the top of the container its `data-into` names (or the screen's), or
   at its end with `data-at="end"`; `data-remove="id"` takes an element away. A frame may come twice
   and changes nothing the second time. Event "reset" reads the page again.
   Everything is also announced as a "live" event on the document, with {event, data, last}; and a
   connection found again as a "linked" one. What is not an event stream, such as the page that a
   portal answers to everything, is not heard: it is as if the network were cut. */

const POLL = 3000;      // between two questions, when polling
const PATIENCE = 8000;  // for the first bytes of a stream, and for an answer
const SILENCE = 35000;  // the server says something more than twice as often

const wait = (time) => new Promise((resume) => setTimeout(resume, time));

/* What is shown ------------------------------------------------------------------------- */

/* Whether somebody changed a field since the page, or a frame, brought it. */
function edited(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return Array.from(field.options).some((one) => one.selected !== one.defaultSelected);
  return field.value !== field.defaultValue || field.validity.badInput;
}

/* What is being typed or chosen is never wiped: such a field goes on, itself, in what replaces it. */
function carry(old, fresh) {
  for (const field of old.querySelectorAll("input[id], select[id], textarea[id]")) {
    if (field.type === "hidden" || !(edited(field) || field === document.activeElement)) continue;
    const place = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (place && place.tagName === field.tagName) place.replaceWith(field);
  }
  for (const folded of old.querySelectorAll("details[id][open]")) {
    fresh.querySelector(`#${CSS.escape(folded.id)}`)?.setAttribute("open", "");
  }
}

function put(fresh, screen) {
  const gone = fresh.dataset.remove && document.getElementById(fresh.dataset.remove);
  const old = fresh.id && document.getElementById(fresh.id);
  if (fresh.dataset.remove) {
    if (gone) gone.remove();
  } else if (old) {
    const held = old.contains(document.activeElement) && document.activeElement;
    const [from, to] = held ? [held.selectionStart, held.selectionEnd] : [];
    carry(old, fresh);
    old.replaceWith(fresh);
    if (held?.id) document.getElementById(held.id)?.focus();
    if (Number.isInteger(from) && held.isConnected) held.setSelectionRange(from, to);
  } else {
    const into = fresh.dataset.into || screen.dataset.into;
    const container = (into && document.querySelector(into)) || screen;
    if (fresh.dataset.at === "end") container.append(fresh); else container.prepend(fresh);
    fresh.classList.add("neuf");
    setTimeout(() => fresh.classList.remove("neuf"), 8000);
  }
}

/* <b data-count="#cards > .billet">12</b> follows what is really shown; `data-few` for none or one. */
function count() {
  for (const shown of document.querySelectorAll("[data-count]")) {
    const total = String(document.querySelectorAll(shown.dataset.count).length);
    if (shown.textContent !== total) shown.textContent = total;
    shown.toggleAttribute("data-few", total < 2);
  }
}

function receive(screen, { event, data, last }) {
  if (event === "reset") { location.reload(); return; }
  if (data.trimStart().startsWith("<")) {
    const parsed = new DOMParser().parseFromString(`<template>${data}</template>`, "text/html");
    const fragment = document.importNode(parsed.querySelector("template").content, true);
    for (const fresh of Array.from(fragment.children)) put(fresh, screen);
    count();
  }
  document.dispatchEvent(new CustomEvent("live", { detail: { event, data, last } }));
}

/* The state of the connection: on <html data-network>, and in words where asked for. */
export function tell(state) {
  const before = document.documentElement.dataset.network;
  document.documentElement.dataset.network = state;
  for (const words of document.querySelectorAll("[data-network-words]")) {
    words.textContent = { on: "relié", poll: "relié, par à-coups", off: "hors réseau" }[state];
    words.closest(".reseau")?.classList.toggle("hors", state === "off");
  }
  if (before === "off" && state !== "off") document.dispatchEvent(new CustomEvent("linked"));
}

/* What is heard ------------------------------------------------------------------------- */

/* Reads an event stream until it ends; `hear` is told of each whole event, `alive` of any byte. */
async function read(body, hear, alive) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) hear(parse(block));
  }
}

function parse(block) {
  const heard = { event: "message", data: [], id: null };
  for (const line of block.split("\n")) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) || [];
    if (name === "data") heard.data.push(value);
    else if (name === "event" || name === "id") heard[name] = value;
  }
  return heard;
}

class Turned extends Error {}

async function ask(address, last, signal) {
  const answer = await fetch(`${address}?apres=${last}`, { signal, cache: "no-store" });
  const type = answer.headers.get("Content-Type") || "";
  if (answer.status === 401 && type.startsWith("application/json")) throw new Turned();
  if (!answer.ok || !type.startsWith("text/event-stream")) throw new Error(String(answer.status));
  return answer.body;
}

async function watch(screen) {
  let last = screen.dataset.last || "0";
  let held = false;  // the stream stayed mute: something on the way holds it back
  let polls = 0;
  let renewed = false;  // a pass was asked for, and nothing heard since

  /* A pass lasts ten minutes: asking for the page again goes through its door and brings another,
     and nothing being typed is lost. Turned away all the same, the page says why. */
  async function renew() {
    if (renewed) { await wait(POLL); location.reload(); }
    renewed = true;
    await fetch(location.href, { cache: "no-store" }).catch(() => {});
  }

  const hear = (heard) => {
    renewed = false;
    if (heard.id !== null) last = heard.id;
    if (heard.data.length) receive(screen, { event: heard.event, data: heard.data.join("\n"), last });
  };

  async function stream() {
    const cut = new AbortController();
    let timer = setTimeout(() => { held = true; cut.abort(); }, PATIENCE);
    let spoke = false;
    const alive = () => {
      if (!spoke) { spoke = true; tell("on"); }
      clearTimeout(timer);
      timer = setTimeout(() => cut.abort(), SILENCE);
    };
    try {
      await read(await ask(`${screen.dataset.live}/flux`, last, cut.signal), hear, alive);
    } finally {
      clearTimeout(timer);
    }
  }

  async function poll() {
    await read(await ask(`${screen.dataset.live}/suite`, last, AbortSignal.timeout(PATIENCE)), hear, () => {});
    tell("poll");
    polls += 1;
    if (polls % 20 === 0) held = false;  // now and then, see whether a stream passes again
  }

  for (;;) {
    try {
      if (held) await poll(); else await stream();
    } catch (problem) {
      tell("off");
      if (problem instanceof Turned) await renew();
      else renewed = false;  // what answered the last time may have been a portal
    }
    await wait(held ? POLL : 500 + 3000 * Math.random());
  }
}

document.querySelectorAll("[data-live]").forEach(watch);
count();
