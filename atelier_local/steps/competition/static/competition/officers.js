/* The keys of those who open: made, and turned, in their own browser. Neither a passphrase nor an
   identity leaves it: the forms below are emptied of both before they go. */
"use strict";

(() => {
  const said = () => {
    const where = Object.assign(document.createElement("p"), { className: "avis erreur", tabIndex: -1 });
    where.dataset.told = "";
    where.setAttribute("role", "alert");
    return where;
  };

  const told = (form, words) => {
    const where = form.querySelector("[data-told]") || form.insertAdjacentElement("afterbegin", said());
    where.textContent = words;
    where.hidden = !words;
    if (words) where.focus();
  };

  /* Does the work, then lets the form go; says why when it cannot. Until here its buttons are grey. */
  function instead(form, work) {
    form.addEventListener("submit", async (event) => {
      if (form.dataset.ready) return;
      event.preventDefault();
      told(form, "");
      form.querySelector("[data-busy]")?.removeAttribute("hidden");
      try {
        await new Promise(requestAnimationFrame);
        await work(form);
      } catch (wrong) {
        told(form, wrong.message);
      }
      form.querySelector("[data-busy]")?.setAttribute("hidden", "");
      release(form);
    });
    vault.ready(form);
  }

  const go = (form) => {
    form.dataset.ready = "1";
    form.submit();
  };

  // Making one's key -----------------------------------------------------------------------

  /* As the server prints it: what all keys begin with, then four signs by four. */
  const groups = (secret) => `${secret.slice(0, 16)} ${secret.slice(16).replace(/(.{4})(?=.)/g, "$1 ")}`;

  for (const form of document.querySelectorAll("[data-officer-key]")) {
    const { phrase, phrase_again: again, recipient, locked } = form.elements;
    instead(form, async () => {
      if (form.dataset.made) {
        go(form);
        return;
      }
      const said = phrase.value;
      if (said.length < 16 && said.trim().split(/\s+/).length < 5) throw new Error("La phrase compte au moins seize signes, ou cinq mots.");
      if (said !== again.value) throw new Error("Les deux phrases diffèrent.");
      const own = await vault.newIdentity();
      recipient.value = own.recipient;
      locked.value = vault.base64(await vault.lockByPhrase(own.secret, said));
      phrase.value = again.value = "";
      phrase.required = again.required = false;
      phrase.disabled = again.disabled = true;
      const sheet = document.querySelector("[data-sheet]");
      sheet.querySelector("[data-identity]").textContent = groups(own.secret);
      sheet.hidden = false;
      sheet.tabIndex = -1;
      sheet.focus();
      form.dataset.made = "1";
      form.querySelector("button").textContent = "J’ai imprimé la feuille : enregistrer ma clé";
    });
  }

  // Turning it, after the deadline ---------------------------------------------------------

  async function identityOf(form, officers) {
    const { phrase, sheet } = form.elements;
    if (sheet?.value.trim()) {
      const secret = vault.secretIn(sheet.value);
      if (!secret) throw new Error("La clé de la feuille n’est pas entière.");
      const recipient = await vault.recipientOf(secret);
      const officer = officers.find((one) => one.recipient === recipient);
      if (!officer) throw new Error("Cette feuille n’est pas celle d’une personne de votre partie.");
      return { secret, place: officer.place, bySheet: true };
    }
    const officer = officers.find((one) => one.locked);
    if (!officer) throw new Error("Cette personne n’a pas de clé ici : prenez la feuille de secours.");
    try {
      const secret = await vault.openByPhrase(vault.bytesOf(officer.locked), phrase.value);
      return { secret, place: officer.place, bySheet: false };
    } catch {
      throw new Error("Ce n’est pas la bonne phrase.");
    }
  }

  const bytes = (keys) => Object.fromEntries(Object.entries(keys).map(([name, said]) => [name, vault.bytesOf(said)]));

  /* One slot of an altered tender stays out; it is minuted as closed, and the others open. */
  async function eachSlot(slots, act) {
    const found = {};
    for (const slot of slots) {
      try {
        found[slot.id] = await act(slot);
      } catch (wrong) {
        if (!(wrong instanceof vault.Unreadable)) throw wrong;
      }
    }
    return found;
  }

  async function firstTurn(slots, place, secret) {
    return eachSlot(slots, async (slot) => {
      const halves = await vault.halves(bytes(slot.keys), place, secret);
      return Object.fromEntries(Object.entries(halves).map(([inner, half]) => [inner, vault.base64(half)]));
    });
  }

  const secondTurn = (slots, place, secret) =>
    eachSlot(slots, (slot) => vault.secretOf(vault.bytesOf(slot.halves[place]), secret));

  for (const form of document.querySelectorAll("[data-turn]")) {
    instead(form, async () => {
      const answer = await fetch(form.dataset.envelopes, { cache: "no-store" });
      if (!answer.ok) throw new Error("Les plis ne se lisent pas : rechargez la page.");
      const { turn, officers, slots } = await answer.json();
      const { secret, place, bySheet } = await identityOf(form, officers);
      const { phrase, sheet, halves, secrets, place: at, by_sheet: by } = form.elements;
      const found = await (turn === 1 ? firstTurn : secondTurn)(slots, place, secret);
      if (slots.length && !Object.keys(found).length) throw new Error("Cette clé n’ouvre aucun pli.");
      (turn === 1 ? halves : secrets).value = JSON.stringify(found);
      at.value = place;
      by.value = bySheet ? "1" : "";
      for (const typed of [phrase, sheet]) {
        if (!typed) continue;
        typed.value = "";
        typed.disabled = true;
      }
      go(form);
    });
  }
})();
