/* Files of a tender: cut in pieces, each sealed here under the key of its file, then sent to a store
   that knows neither whose nor what they are. Where they lie and what opens them is in the draft. */
"use strict";

(() => {
  const { place, state } = draft;
  const form = place?.querySelector("[data-join]");
  if (!form || !draft.page) return;
  const { tell, put, save } = draft.page;
  const MB = 1e6;
  const INSIDE = vault.PIECE - 4;
  const most = { file: place.dataset.fileMb * MB, all: place.dataset.totalMb * MB };

  /* From sizes alone: nothing is read of a file that cannot come in. */
  function against(files) {
    const total = [...state.files, ...files].reduce((sum, file) => sum + file.size, 0);
    const why = files.filter((file) => file.size > most.file)
      .map((file) => `« ${file.name} » fait ${typed.octets(file.size)} : un fichier tient dans ${typed.octets(most.file)}`);
    why.push(...files.filter((file) => !file.size).map((file) => `« ${file.name} » est vide`));
    if (total > most.all) why.push(`le pli ferait ${typed.octets(total)} : il en tient ${typed.octets(most.all)}`);
    if (!files.length) why.push("choisissez un fichier");
    return why;
  }

  async function send(sealed) {
    const answer = await fetch(place.dataset.pieces, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      body: sealed,
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new draft.Stopped(told.reasons || ["l’envoi s’est interrompu : joignez le fichier de nouveau"]);
    return told.id;
  }

  /* A second try for a piece whose answer was lost: one more piece in the store costs nothing. */
  const surely = (sealed) => send(sealed).catch((stopped) => {
    if (stopped.reasons) throw stopped;
    return send(sealed);
  });

  async function keep(file, part) {
    const own = await vault.newIdentity();
    const sum = age.sha256.create();
    const pieces = [];
    for (let start = 0; start < file.size; start += INSIDE) {
      const bytes = new Uint8Array(await file.slice(start, start + INSIDE).arrayBuffer());
      sum.update(bytes);
      pieces.push(await surely(await vault.sealPiece(bytes, own.recipient)));
      put("[data-progress]", `« ${file.name} » : ${typed.octets(start + bytes.length)} sur ${typed.octets(file.size)}`);
    }
    const media = /^[a-z0-9]+\/[a-z0-9.+-]{1,80}$/.test(file.type) ? file.type : "application/octet-stream";
    const name = file.name.replace(/[\x00-\x1f\x7f]/g, "").slice(0, 200) || "fichier";
    return { part, name, size: file.size, sha256: vault.hex(sum.digest()), media_type: media, key: own.secret, pieces };
  }

  /* Read back, checked against what the draft says of it. */
  async function read(file) {
    const parts = [];
    const sum = age.sha256.create();
    for (const [rank, id] of file.pieces.entries()) {
      const answer = await fetch(`${place.dataset.pieces}${id}/`);
      if (!answer.ok) throw new draft.Stopped([`un morceau de « ${file.name} » manque : joignez-le de nouveau`]);
      parts.push(await vault.openPiece(new Uint8Array(await answer.arrayBuffer()), file.key));
      sum.update(parts.at(-1));
      put("[data-progress]", `« ${file.name} » : morceau ${rank + 1} sur ${file.pieces.length}`);
    }
    if (vault.hex(sum.digest()) !== file.sha256) throw new draft.Stopped([`« ${file.name} » n’est plus celui que vous aviez joint`]);
    return new Blob(parts, { type: "application/octet-stream" });
  }

  // The list -------------------------------------------------------------------------------

  function button(words, file, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn tiers petit", textContent: words });
    made.append(Object.assign(document.createElement("span"), { className: "sr", textContent: ` ${file.name}` }));
    made.addEventListener("click", () => act().catch((stopped) => tell(stopped.reasons || ["l’acte n’a pas abouti : réessayez"])));
    return made;
  }

  function list() {
    const label = (part) => [...form.elements.part.options].find((option) => option.value === part)?.textContent || part;
    place.querySelector("[data-list]").replaceChildren(...state.files.map((file) => {
      const row = document.createElement("tr");
      const head = Object.assign(document.createElement("th"), { scope: "row", textContent: file.name });
      const cells = [label(file.part), typed.octets(file.size), ""].map((words, index) => {
        const cell = Object.assign(document.createElement("td"), { textContent: words, className: index === 1 ? "n" : "" });
        cell.dataset.l = ["Partie", "Taille", ""][index];
        return cell;
      });
      cells[2].append(button("Relire", file, async () => draft.download(await read(file), file.name)));
      if (!form.hidden) {
        cells[2].append(button("Retirer", file, async () => {
          const rank = state.files.indexOf(file);
          state.files = state.files.filter((one) => one !== file);
          await save();
          list();
          put("[data-progress]", `« ${file.name} » est retiré.`);
          focusNear(rank);
        }));
      }
      row.append(head, ...cells);
      return row;
    }));
    const size = state.files.reduce((sum, file) => sum + file.size, 0);
    put("[data-files]", state.files.length ? `· ${state.files.length}, soit ${typed.octets(size)}` : "");
    place.querySelector("[data-none]").hidden = Boolean(state.files.length);
  }

  /* The button that was pressed is gone with its row: the next row’s takes the focus. */
  function focusNear(rank) {
    const rows = place.querySelectorAll("[data-list] tr");
    const next = rows[Math.min(rank, rows.length - 1)]?.querySelector("button:last-of-type");
    (next || form.elements.upload).focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const files = [...form.elements.upload.files];
    const why = against(files);
    tell(why);
    try {
      for (const file of why.length ? [] : files) {
        state.files = [...state.files, await keep(file, form.elements.part.value)];
        await save();
        list();
        put("[data-progress]", `« ${file.name} » est joint, scellé.`);
      }
      if (!why.length) form.elements.upload.value = "";
    } catch (stopped) {
      put("[data-progress]", "");
      tell(stopped.reasons || ["l’envoi s’est interrompu : joignez le fichier de nouveau"]);
    }
    release(form);
  });

  draft.read = read;
  place.addEventListener("offre:ouverte", list);
})();
