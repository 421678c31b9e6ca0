/* Sealing and depositing from the page of the whole tender, and the receipt: shown, downloaded, kept
   in the sealed draft, and nowhere else. */
"use strict";

(() => {
  const { place, state } = draft;
  const form = place?.querySelector("[data-deposit]");
  if (!form || !draft.page) return;
  const { tell, put, draw, save, refusal } = draft.page;
  let unanswered = null;

  const when = (said) => new Date(said).toLocaleString("fr-FR", {
    weekday: "long", day: "numeric", month: "long", year: "numeric",
    hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Europe/Paris",
  });

  function showReceipt() {
    const receipt = state.receipts.at(-1);
    const card = place.querySelector("[data-receipt]");
    card.hidden = !receipt;
    if (!receipt) return;
    put("[data-receipt-at]", when(receipt.deposited_at));
    put("[data-receipt-digest]", receipt.digest.replace(/(.{4})(?=.)/g, "$1 "));
    put("[data-receipt-kind]", receipt.kind === "late" ? "hors délai, gardé fermé" : receipt.kind === "withdrawal" ? "retiré" : "déposé");
    put("[data-replaces]", receipt.kind === "withdrawal" ? "rien : le pli est retiré" : `le pli du ${when(receipt.deposited_at)}`);
    place.querySelector("[data-receipt-kind]").className = `etat ${{ late: "bloque", withdrawal: "ab" }[receipt.kind] || "fait"}`;
    place.querySelectorAll("[data-receipt-paper]").forEach((form) => { form.elements.receipt.value = JSON.stringify(receipt); });
  }

  /* What stands between the draft and its deposit: figures that are none, or another price. */
  function against(again) {
    const faults = draw().map(refusal);
    const euros = Math.floor(typed.sums(draft.said().said).total / 100);
    const said = typed.cents(again);
    if (said === null || Math.floor(said / 100) !== euros) {
      const words = `Recopiez le prix : la somme est de ${typed.euros(euros * 100)} €, sans les centimes`;
      faults.push({ words, href: `#${form.elements.price_again.id}` });
    }
    return faults;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const why = against(form.elements.price_again.value);
    tell(why);
    if (why.length) return release(form);
    put("[data-deposited]", "le pli se ferme et part…");
    try {
      if (state.dirty) await save();
      const receipt = await draft.deposit(unanswered);
      unanswered = null;
      form.elements.price_again.value = "";
      put("[data-deposited]", receipt.kind === "late"
        ? "Arrivé après l’heure : gardé fermé, il ne sera pas ouvert."
        : "Le pli est scellé et déposé. Gardez son reçu.");
      showReceipt();
    } catch (stopped) {
      unanswered = stopped.envelope || null;
      put("[data-deposited]", unanswered ? "Rien n’est déposé encore : le même pli repartira au prochain essai." : "Rien n’est déposé.");
      tell(stopped instanceof vault.TooLong
        ? ["l’offre est trop longue pour un pli : mettez une partie des textes dans un fichier joint"]
        : stopped.reasons || ["rien n’est déposé : réessayez"]);
    }
    release(form);
  });

  place.querySelector("[data-withdraw]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    tell([]);
    try {
      await draft.withdraw();
      unanswered = null;
      put("[data-deposited]", "Le pli est retiré. Vous pouvez déposer de nouveau jusqu’à la date limite.");
      showReceipt();
    } catch (stopped) {
      tell(stopped.reasons || ["rien n’est retiré : réessayez"]);
    }
    release(event.target);
  });

  /* What changes in the draft makes another envelope. */
  place.addEventListener("input", ({ target }) => { if (typed.known(target.name)) unanswered = null; });

  place.querySelector("[data-receipt-save]")?.addEventListener("click", () => {
    draft.download(`${JSON.stringify(state.receipts.at(-1), null, 1)}\n`, "recu.json", "application/json");
  });
  place.addEventListener("offre:ouverte", showReceipt);
})();
