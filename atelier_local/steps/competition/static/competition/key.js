/* The key of the consortium, made and kept by this browser: it never leaves it. */
"use strict";

(() => {
  const { place } = draft;
  const making = place?.querySelector("[data-key-new]");
  const using = place?.querySelector("[data-key-use]");
  if (!using || place.dataset.served === "oui") return;
  const { tell, all, put } = draft.page;
  const forgetting = place.querySelector("[data-key-forget]");
  all("[data-script]").forEach((part) => { part.hidden = false; });
  forgetting.hidden = !draft.key();
  if (draft.key()) put("[data-about-key]", "Une clé est déjà sur ce poste : une autre prendrait sa place.");

  /* Acts as the form would, but here; what goes wrong is told at the top. */
  function here(form, act) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        tell([]);
        await act(form);
      } catch (stopped) {
        tell(stopped.reasons || [stopped instanceof vault.Unreadable ? stopped.message : "l’acte n’a pas abouti : réessayez"]);
      }
      release(form);
    });
    vault.ready(form);
  }

  if (making) here(making, async (form) => {
    if (form.dataset.begun === "oui" && !form.elements.afresh.checked) {
      throw new draft.Stopped(["un brouillon existe : cochez la case pour le perdre, ou demandez sa clé"]);
    }
    await draft.load();
    const secret = await draft.beginAfresh();
    draft.keep(secret, false);
    const shown = place.querySelector("[data-shown]");
    shown.querySelector("[data-identity]").textContent = secret;
    shown.hidden = false;
    forgetting.hidden = false;
    place.querySelector("[data-choose]").hidden = true;
    shown.scrollIntoView({ block: "center" });
    shown.querySelector("a.btn").focus({ preventScroll: true });
  });

  here(using, async (form) => {
    const secret = vault.secretIn(form.elements.key.value);
    if (!secret) throw new draft.Stopped(["cette clé n’est pas entière"]);
    const { recipient } = await draft.ask();
    if (!recipient) throw new draft.Stopped(["aucun brouillon encore : créez d’abord la clé"]);
    if (await vault.recipientOf(secret) !== recipient) {
      throw new draft.Stopped(["cette clé n’ouvre pas le brouillon de votre groupement"]);
    }
    draft.keep(secret, form.elements.stay.checked);
    location.assign(place.querySelector("[data-shown] a.btn").href);
  });

  here(forgetting, async () => {
    draft.forget();
    location.reload();
  });

  place.querySelector("[data-key-save]").addEventListener("click", () => {
    const secret = place.querySelector("[data-identity]").textContent;
    draft.download(`Clé du groupement, ${place.dataset.side}\n${secret}\n`, "cle-du-groupement.txt", "text/plain");
  });
})();
