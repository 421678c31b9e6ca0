/* Completes the name of a place: <input data-places="epci">, or data-places="" for any place.
   ARIA combobox with a list; the field stays an ordinary text field, so that without this
   script, or without network, one types the name and the server looks it up. */
"use strict";
(() => {
  const WAIT_MS = 150;
  const ADDRESS = "/territoires/recherche.json";

  function complete(input, index) {
    const box = document.createElement("div");
    box.className = "lieux";
    input.replaceWith(box);
    const list = document.createElement("ul");
    list.id = `lieux-${index}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Lieux proposés");
    const status = document.createElement("p");
    status.className = "sr";
    status.setAttribute("role", "status");
    box.append(input, list, status);
    for (const [name, value] of [
      ["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-controls", list.id], ["aria-expanded", "false"],
    ]) input.setAttribute(name, value);

    let timer, asked, active = -1;

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(position) {
      const options = [...list.children];
      active = (position + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
    }

    function choose(option) {
      input.value = option.dataset.value;
      close();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function show(places) {
      list.replaceChildren(...places.map((place, i) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${i}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.value = `${place.name} (${place.code})`;
        const where = document.createElement("span");
        where.textContent = place.context;
        option.append(place.name, where);
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(option));
        return option;
      }));
      active = -1;
      list.hidden = places.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
      status.textContent = places.length
        ? `${places.length} lieu${places.length > 1 ? "x" : ""}, flèches pour choisir.`
        : "Aucun lieu.";
    }

    async function ask() {
      asked?.abort();
      const text = input.value.trim();
      if (text.length < 2) return close();
      asked = new AbortController();
      const query = new URLSearchParams({ q: text, type: input.dataset.places });
      try {
        const answer = await fetch(`${ADDRESS}?${query}`, { signal: asked.signal });
        if (answer.ok) show((await answer.json()).places);
      } catch {
        /* aborted by the next letter, or no network: the field still works as text */
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") mark(active + 1);
      else if (event.key === "ArrowUp") mark(active < 0 ? -1 : active - 1);
      else if (event.key === "Enter" && active >= 0) choose(list.children[active]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
  }

  document.querySelectorAll("input[data-places]").forEach(complete);
})();
