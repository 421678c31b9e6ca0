/* A live screen: <div data-live="/flux/…" data-poll="/flux/…?depuis=" data-into="#cartes">.
   Each event carries a fragment of HTML made by the server. An element whose id is already on the
   page replaces it; another is put at the top of the container its `data-into` names (or the
   screen's). An element with `data-remove` takes away the one it names. Event "reset": the page is
   read again. When the stream fails, the same events are asked for every three seconds. */
"use strict";

const RETRY = 3000;

function place(html, screen) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of Array.from(parsed.body.children)) {
    const old = fresh.id && document.getElementById(fresh.id);
    if (fresh.dataset.remove) {
      const gone = document.getElementById(fresh.dataset.remove);
      if (gone) gone.remove();
    } else if (old) {
      const held = old.contains(document.activeElement) ? document.activeElement.id : "";
      old.replaceWith(document.adoptNode(fresh));
      if (held && document.getElementById(held)) document.getElementById(held).focus();
    } else {
      const into = document.querySelector(fresh.dataset.into || screen.dataset.into || "#none") || screen;
      const node = document.adoptNode(fresh);
      if (node.dataset.at === "end") into.append(node); else into.prepend(node);
      node.classList.add("neuf");
      setTimeout(() => node.classList.remove("neuf"), 8000);
    }
  }
  count();
}

/* <b data-count="#cartes > .billet">12</b> follows what is really shown. */
function count() {
  document.querySelectorAll("[data-count]").forEach((shown) => {
    const number = String(document.querySelectorAll(shown.dataset.count).length);
    if (shown.textContent !== number) shown.textContent = number;
  });
}

function tell(state) {
  document.documentElement.dataset.network = state;
  document.querySelectorAll("[data-network-text]").forEach((place) => {
    place.textContent = { on: "relié", poll: "relié, par à-coups", off: "hors réseau" }[state];
    place.closest(".reseau")?.classList.toggle("hors", state === "off");
  });
}

function watch(screen) {
  let last = screen.dataset.last || "";
  let polling = 0;

  const receive = (event) => {
    if (event.lastEventId) last = event.lastEventId;
    if (event.type === "reset") { location.reload(); return; }
    if (event.data) place(event.data, screen);
    document.dispatchEvent(new CustomEvent("live", { detail: { type: event.type, id: last } }));
  };

  async function poll() {
    try {
      const address = new URL(screen.dataset.poll, location.href);
      address.searchParams.set("after", last);
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { events } = await answer.json();
      tell("poll");
      for (const { id, event, data } of events) receive({ lastEventId: String(id), type: event || "message", data });
    } catch { tell("off"); }
  }

  function open() {
    const address = new URL(screen.dataset.live, location.href);
    if (last) address.searchParams.set("after", last);
    const stream = new EventSource(address);
    stream.onopen = () => { clearInterval(polling); polling = 0; tell("on"); };
    stream.onmessage = receive;
    stream.addEventListener("reset", receive);
    stream.onerror = () => {
      tell("off");
      if (screen.dataset.poll && !polling) { poll(); polling = setInterval(poll, RETRY); }
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, RETRY);
    };
  }

  if (screen.dataset.live && "EventSource" in window) open();
  else if (screen.dataset.poll) { poll(); setInterval(poll, RETRY); }
}

document.querySelectorAll("[data-live], [data-poll]").forEach(watch);
