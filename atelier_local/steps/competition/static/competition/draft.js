/* The draft of a tender in this browser: its key, what was typed, saving and depositing. Every save
   and every deposit is one request of one size to one address, so that nobody on the way can tell
   them apart. Draws nothing: tender.js does. */
"use strict";

const draft = (() => {
  const place = document.querySelector("[data-offre]");
  const kept = `offre:${place?.dataset.side}`;
  const state = { fields: {}, base: {}, files: [], before: [], receipts: [], tag: "", secret: "", officers: [], dirty: false };
  let saving = Promise.resolve();

  class Stopped extends Error {
    constructor(reasons) {
      super(reasons.join(" ; "));
      this.reasons = reasons;
    }
  }

  // The key, on this post only -------------------------------------------------------------

  const key = () => sessionStorage.getItem(kept) || localStorage.getItem(kept) || "";

  function keep(secret, stays) {
    forget();
    (stays ? localStorage : sessionStorage).setItem(kept, secret);
  }

  function forget() {
    sessionStorage.removeItem(kept);
    localStorage.removeItem(kept);
  }

  // What the server keeps ------------------------------------------------------------------

  async function ask() {
    const answer = await fetch(place.dataset.vault, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) throw new Stopped(["le serveur ne répond pas : rien n’est perdu, réessayez"]);
    return answer.json();
  }

  const lines = (said) => vault.utf8(JSON.stringify(said));

  async function read(sealed) {
    const said = JSON.parse(vault.text(await vault.openDraft(vault.bytesOf(sealed), state.secret)));
    return { fields: said.fields || {}, files: said.files || [], receipts: said.receipts || [] };
  }

  /* Opens the draft with the key of this post; false when this post has none, or not that one. */
  async function load() {
    const found = await ask();
    Object.assign(state, { tag: found.tag, officers: found.keys, competition: found.competition, recipient: found.recipient });
    state.secret = key();
    if (!state.secret || !found.draft) return Boolean(state.secret && !found.draft);
    try {
      take(await read(found.draft));
    } catch {
      return false;
    }
    return true;
  }

  function take({ fields, files, receipts }) {
    Object.assign(state, { fields, files, receipts, base: { ...fields }, before: files, dirty: false });
  }

  const asBase64 = ({ recipient, core, keys, digest, commitment }) => ({
    recipient, digest, commitment,
    core: vault.base64(core),
    keys: Object.fromEntries(Object.entries(keys).map(([pair, sealed]) => [pair, vault.base64(sealed)])),
  });

  /* A sealed nothing, of the size of a tender. */
  const nothing = () => vault.seal(new Uint8Array(), state.officers);

  async function send(act, envelope) {
    const recipient = await vault.recipientOf(state.secret);
    const { fields, files, receipts } = state;
    const sealed = await vault.sealDraft(lines({ v: 1, fields, files, receipts }), recipient);
    const said = { act: act.padEnd(8, "_"), tag: state.tag, recipient, draft: vault.base64(sealed), envelope: asBase64(envelope || await nothing()) };
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(place.dataset.vault, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(said),
    });
    const told = await answer.json().catch(() => ({}));
    return { status: answer.status, told };
  }

  /* Saves, one save after the other; when another screen saved meanwhile, puts both together and
     saves again. Gives back the fields where both had written: {name: what the other had}. */
  function save(act = "save") {
    saving = saving.catch(() => {}).then(() => saveNow(act, 3));
    return saving;
  }

  async function saveNow(act, tries) {
    const sent = { ...state.fields };
    const files = state.files;
    const { status, told } = await send(act);
    if (status === 409 && tries) {
      const lost = await meet(told);
      return { ...lost, ...await saveNow("save", tries - 1) };
    }
    if (status !== 200) throw new Stopped(told.reasons || ["l’enregistrement n’a pas abouti : réessayez"]);
    const dirty = JSON.stringify(sent) !== JSON.stringify(state.fields);
    Object.assign(state, { tag: told.tag, base: sent, before: files, dirty });
    return {};
  }

  async function meet(told) {
    const theirs = await read(told.draft);
    const { fields, lost } = typed.merge(state.base, state.fields, theirs.fields);
    const files = both(state.before, state.files, theirs.files, "key");
    const receipts = both([], state.receipts, theirs.receipts, "signature");
    Object.assign(state, { tag: told.tag, base: theirs.fields, before: theirs.files, fields, files, receipts });
    return lost;
  }

  /* Theirs but what this one took out since `before`, then what this one added. */
  function both(before, mine, theirs, name) {
    const names = (list) => new Set(list.map((one) => one[name]));
    const [known, here, there] = [names(before), names(mine), names(theirs)];
    return [
      ...theirs.filter((one) => here.has(one[name]) || !known.has(one[name])),
      ...mine.filter((one) => !known.has(one[name]) && !there.has(one[name])),
    ];
  }

  /* An empty draft under a new key: what was in the old one cannot be read any more. */
  async function beginAfresh() {
    const { secret, recipient } = await vault.newIdentity();
    take({ fields: {}, files: [], receipts: [] });
    state.secret = secret;
    await save("afresh");
    state.recipient = recipient;
    return secret;
  }

  // Depositing -----------------------------------------------------------------------------

  const said = () => typed.core(state.fields, state.files, state.competition);

  /* The salt keeps whoever guessed a short tender from checking it against its commitment. */
  const salt = () => vault.hex(crypto.getRandomValues(new Uint8Array(16)));

  /* Seals what the draft says and sends it; the same envelope again if the first try got no answer. */
  async function deposit(envelope) {
    return leave("deposit", envelope || await vault.seal(lines({ ...said().said, salt: salt() }), state.officers));
  }

  /* A sealed nothing takes the place of the tender. */
  const withdraw = async () => leave("withdraw", await nothing());

  async function leave(act, sent) {
    let answer;
    try {
      answer = await send(act, sent);
      if (answer.status === 409) {
        await meet(answer.told);
        answer = await send(act, sent);
      }
    } catch {
      answer = { status: 0, told: {} };
    }
    if (answer.status !== 200) {
      const stopped = new Stopped(answer.told.reasons || ["rien n’est déposé : l’envoi n’a pas abouti"]);
      stopped.envelope = answer.status === 422 ? null : sent;
      throw stopped;
    }
    const { receipt, late, tag } = answer.told;
    state.receipts.push(receipt);
    if (late) return receipt;
    state.tag = tag;
    await save();
    return receipt;
  }

  function download(content, name, type = "application/octet-stream") {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  return { download, place, state, Stopped, key, keep, forget, ask, load, save, beginAfresh, said, deposit, withdraw };
})();
