/* The pages of a tender: fills their fields from the draft, adds up, says what is missing, saves. The
   same fields, by the same names, are posted to the server where there is no script. A page served
   with its draft (the server holds the key for the time of a request) is left alone. */
"use strict";

(() => {
  const { place, state } = draft;
  if (!place || place.dataset.served === "oui") return;
  const all = (selector) => [...place.querySelectorAll(selector)];
  const asked = JSON.parse(place.dataset.asked || "{}");
  const AUTOSAVE = 60000;

  // What could not be read -----------------------------------------------------------------

  /* The page of a field, and what it is called there; queries/workspace.py says the same. */
  function placed(name) {
    const [, kind, row, column] = /^([a-z]+)_?([^_]*)_?(.*)$/.exec(name);
    const title = (key) => asked.columns[key] || key;
    if (kind === "person") return ["team", `Équipe, ligne ${row}, ${title(column)}`];
    if (kind === "sub") return ["team", `Sous-traitant ${row}, ${title(column)}`];
    if (kind === "expense") return ["price", `Déplacements, impressions, ${title(name.slice(8))}`];
    if (kind === "price") return ["price", `${firmOf(row) || `Sous-traitant ${row.slice(2)}`}, ${title(column)}`];
    return ["calendar", "Durée"];
  }

  const firmOf = (key) => asked.firms?.[key] || state.fields[`sub_${key.slice(2)}_name`] || "";

  /* Why, with a link: to the field itself when it is on this page. */
  function refusal({ name, said }) {
    const [page, where] = placed(name);
    const value = (state.fields[name] || "").trim();
    const words = `${where} : ${value ? `« ${value} » n’est pas lisible, ` : ""}il faut ${said}`;
    return { words, href: `${document.getElementById(name) ? "" : place.dataset[page]}#${name}` };
  }

  // Showing --------------------------------------------------------------------------------

  const show = (name) => all("[data-when]").forEach((part) => { part.hidden = part.dataset.when !== name; });

  function tell(reasons, kind = "erreur") {
    const box = place.querySelector("[data-told]");
    box.hidden = !reasons.length;
    box.className = `avis resume bas-3 ${kind}`;
    box.querySelector("ul").replaceChildren(...reasons.map((reason) => {
      const item = document.createElement("li");
      if (reason.href) item.append(Object.assign(document.createElement("a"), { href: reason.href, textContent: reason.words }));
      else item.textContent = reason;
      return item;
    }));
    if (reasons.length && kind === "erreur") box.focus();
  }

  const put = (selector, words) => all(selector).forEach((where) => { where.textContent = words; });

  function ticked(name, done) {
    all(`[data-point="${name}"]`).forEach((item) => {
      item.classList.toggle("oui", done);
      item.classList.toggle("non", !done);
      item.querySelectorAll("[data-if]").forEach((icon) => { icon.hidden = (icon.dataset.if === "oui") !== done; });
    });
  }

  function mark(name, volume, good, words) {
    put(`[data-volume="${name}"]`, volume);
    all(`[data-state="${name}"]`).forEach((where) => {
      where.className = `etat ${good}`;
      where.textContent = words;
    });
  }

  // Rows that the page grows ---------------------------------------------------------------

  /* « person_§_name » of the model becomes « person_4_name », and « ligne § » becomes « ligne 4 ». */
  function grow(kind, row) {
    const model = place.querySelector(`template[data-row="${kind}"]`);
    if (!model || place.querySelector(`[data-row-of="${kind}:${row}"]`)) return;
    const grown = model.content.firstElementChild.cloneNode(true);
    grown.dataset.rowOf = `${kind}:${row}`;
    for (const part of [grown, ...grown.querySelectorAll("*")]) {
      for (const { name, value } of [...part.attributes]) part.setAttribute(name, value.replaceAll("§", row));
      for (const words of part.childNodes) if (words.nodeType === Node.TEXT_NODE) words.data = words.data.replaceAll("§", row);
    }
    model.before(grown);
  }

  const rowsOf = (kind) => Object.keys(state.fields).map((name) => Number(new RegExp(`^${kind}_(\\d+)_`).exec(name)?.[1] || 0));
  const subs = () => rowsOf("sub").filter((row) => state.fields[`sub_${row}_name`]);

  function growAll() {
    for (let row = 1; row <= Math.min(typed.PEOPLE, Math.max(2, ...rowsOf("person")) + 1); row++) grow("person", row);
    for (let row = 1; row <= Math.min(typed.SUBS, Math.max(0, ...rowsOf("sub")) + 1); row++) grow("sub", row);
    for (const row of subs()) {
      grow("price", row);
      put(`[data-sub-name="${row}"]`, state.fields[`sub_${row}_name`]);
    }
    all("select[data-firms]").forEach((choice) => subs().forEach((row) => {
      const known = [...choice.options].find((option) => option.value === `s:${row}`) || choice.appendChild(new Option("", `s:${row}`));
      known.textContent = `${state.fields[`sub_${row}_name`]} (sous-traitant)`;
    }));
  }

  function fill() {
    growAll();
    all("[name]").forEach((field) => {
      const words = state.fields[field.name] || "";
      if (!typed.known(field.name) || field.value === words) return;
      field.value = words;
      field.dispatchEvent(new Event("input")); // counts its signs, and goes no further up
    });
    growAll();
    draw();
  }

  // Adding up ------------------------------------------------------------------------------

  function draw() {
    const { said, faults } = draft.said();
    const sums = typed.sums(said);
    const done = typed.points(said, asked);
    const at = Object.values(done).filter(Boolean).length;
    put('[data-sum="total"]', typed.euros(sums.total));
    put('[data-sum="days"]', typed.days(sums.days.reduce((sum, count) => sum + count, 0)));
    for (const phase of typed.PHASES) {
      put(`[data-sum="phase:${phase}"]`, typed.euros(sums.by_phase[phase]));
      put(`[data-sum="days:${phase}"]`, typed.days(sums.days_by_phase[phase]));
    }
    put('[data-sum="expenses"]', typed.euros(Object.values(said.expenses).reduce((sum, value) => sum + value, 0)));
    all("[data-firm]").forEach((row) => {
      put(`[data-sum="firm:${row.dataset.firm}"]`, typed.euros(sums.by_firm[row.dataset.firm] || 0));
    });
    for (const row of new Set(rowsOf("person"))) {
      const halves = typed.PHASES.map((phase) => typed.halves(state.fields[`person_${row}_${phase}`] || "0") || 0);
      put(`[data-sum="person:${row}"]`, typed.days(halves.reduce((sum, count) => sum + count, 0)));
    }
    for (const [name, whether] of Object.entries(done)) ticked(name, whether);
    put("[data-points]", `${at} point${at > 1 ? "s" : ""} sur ${Object.keys(done).length}`);
    all("[data-gauge]").forEach((bar) => { bar.className = `w-${Math.round((100 * at) / Object.keys(done).length)}`; });
    drawNeeds(said, sums);
    drawParts(said, sums, done);
    drawTables(said, sums);
    all("[name]").forEach((field) => field.setCustomValidity?.(faults.find(({ name }) => name === field.name)?.said || ""));
    return faults;
  }

  function drawNeeds(said, sums) {
    const most = Math.max(1, ...Object.values(sums.days_by_need));
    for (const need of asked.needs || []) {
      const halves = sums.days_by_need[need] || 0;
      const names = said.people.filter((one) => one.speciality === need && Object.keys(one.half_days).length).map((one) => one.name);
      const why = said.missing[need] ? "expliqué" : "personne";
      all(`[data-need-why="${need}"]`).forEach((field) => { field.hidden = Boolean(halves) && !said.missing[need]; });
      all(`[data-gap="${need}"]`).forEach((row) => { row.hidden = Boolean(halves); });
      put(`[data-gap-why="${need}"]`, said.missing[need] ? "expliqué" : "");
      put(`[data-need-said="${need}"]`, halves ? `${typed.days(halves)} j · ${names.join(", ")}` : why);
      all(`[data-need-bar="${need}"]`).forEach((bar) => {
        bar.parentElement.className = halves ? "jauge" : "trou";
        bar.className = `w-${Math.round((100 * halves) / most)}`;
      });
    }
  }

  function drawParts(said, sums, done) {
    for (const part of asked.texts || []) {
      const signs = (said.parts[part] || "").length;
      const volume = signs ? `${typed.euros(signs * 100)} signe${signs > 1 ? "s" : ""}` : "–";
      mark(part, volume, done[`text_${part}`] ? "fait" : "", signs ? "écrite" : said.missing[part] ? "expliquée" : "à écrire");
    }
    const gaps = (asked.needs || []).filter((need) => !done[`need_${need}`]).length;
    const people = said.people.length;
    mark("team", people ? `${people} personne${people > 1 ? "s" : ""}` : "–", !done.team ? "" : gaps ? "bloque" : "fait",
      !done.team ? "à composer" : gaps ? `${gaps} besoin${gaps > 1 ? "s" : ""} sans personne` : "besoins couverts");
    const months = said.months_tenths;
    mark("calendar", months ? `${String(months / 10).replace(".", ",")} mois` : "–", done.calendar ? "fait" : months ? "bloque" : "",
      done.calendar ? "dans les bornes" : months ? "hors des bornes" : "à dire");
    mark("price", sums.total ? `${typed.euros(sums.total)} €` : "–", !done.price ? "" : done.balance ? "fait" : "cours",
      !done.price ? "à chiffrer" : done.balance ? "somme faite" : "jours et prix diffèrent");
    const files = said.files.filter((file) => file.part === "samples").length;
    mark("samples", `${files} fichier${files > 1 ? "s" : ""}`, done.samples ? "fait" : files ? "cours" : "", done.samples ? "joints" : "deux au moins");
  }

  /* Team and subcontractors on the page that shows everything: names that only the draft knows. */
  function drawTables(said, sums) {
    const matrix = place.querySelector("[data-matrix]");
    if (!matrix) return;
    const cell = (words, css) => Object.assign(document.createElement("td"), { textContent: words, className: css });
    matrix.replaceChildren(...said.people.map((one, index) => {
      const row = document.createElement("tr");
      const head = Object.assign(document.createElement("th"), { scope: "row", textContent: one.name });
      head.append(Object.assign(document.createElement("span"), { className: "mention", textContent: firmOf(one.firm) }));
      const days = typed.PHASES.map((phase) => one.half_days[phase] || 0);
      row.append(head, cell(asked.specialities?.[one.speciality] || "", ""),
        ...days.map((count) => cell(count ? typed.days(count) : "–", `j v-${Math.min(8, Math.ceil(count / 2))}`)),
        cell(typed.days(sums.days[index]), "n tot"));
      return row;
    }));
    const files = said.files.reduce((sum, file) => sum + file.size, 0);
    put("[data-files]", said.files.length ? `${said.files.length}, soit ${typed.octets(files)}` : "aucun");
    put("[data-team]", `${said.people.length} personne${said.people.length > 1 ? "s" : ""}, ${typed.days(sums.days.reduce((a, b) => a + b, 0))} jours`);
    const firms = [...new Set([...Object.keys(asked.firms || {}), ...subs().map((row) => `s:${row}`)])];
    for (const firm of firms) {
      typed.PHASES.forEach((phase) => put(`[data-cell="${firm}:${phase}"]`, said.prices[firm]?.[phase] ? typed.euros(said.prices[firm][phase]) : "–"));
    }
    typed.PHASES.forEach((phase) => put(`[data-cell="expense:${phase}"]`, said.expenses[phase] ? typed.euros(said.expenses[phase]) : "–"));
  }

  // Saving ---------------------------------------------------------------------------------

  const clock = () => new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", " h ");

  async function save() {
    put("[data-saved]", "enregistrement…");
    try {
      const lost = await draft.save();
      fill();
      put("[data-saved]", `enregistré à ${clock()}`);
      tell(Object.entries(lost).map(([name, words]) => `Sur un autre poste, « ${labelOf(name)} » disait : ${words}`), "alerte");
      return true;
    } catch (stopped) {
      put("[data-saved]", "pas enregistré");
      tell(stopped.reasons || ["l’enregistrement n’a pas abouti : vos textes sont encore sur cette page"]);
      return false;
    }
  }

  place.querySelector("[data-prefill]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const before = Object.keys(state.fields).length;
    state.fields = typed.prefilled(state.fields, asked.rates || {});
    const filled = Object.keys(state.fields).length - before;
    state.dirty ||= filled > 0;
    fill();
    put("[data-saved]", filled ? `${filled} case${filled > 1 ? "s" : ""} remplie${filled > 1 ? "s" : ""}, pas encore enregistré` : "rien à remplir : les cases qui ont des jours ont leur prix");
  });

  const labelOf = (name) => place.querySelector(`[name="${name}"]`)?.labels?.[0]?.textContent.trim() || name;

  place.addEventListener("input", ({ target }) => {
    if (!typed.known(target.name)) return;
    if (target.value.trim()) state.fields[target.name] = target.value; else delete state.fields[target.name];
    state.dirty = true;
    growAll();
    draw();
    put("[data-saved]", "pas encore enregistré");
  });

  place.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("save" in form.dataset)) return;
    event.preventDefault();
    const saved = await save();
    const here = draw().filter(({ name }) => form.elements[name]);
    if (saved && here.length) tell(here.map(refusal));
    release(form);
  });

  /* Leaving for another page of the site saves first. */
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !state.dirty || event.ctrlKey || event.metaKey || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    if (await save()) location.assign(link.href);
  });
  window.addEventListener("beforeunload", (event) => { if (state.dirty) event.preventDefault(); });
  setInterval(() => { if (state.dirty) save(); }, AUTOSAVE);

  // Beginning ------------------------------------------------------------------------------

  draft.load().then((opened) => {
    show(opened ? "ouvert" : "ferme");
    if (!opened) return;
    fill();
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.focus(); // a refusal led here
    place.dispatchEvent(new CustomEvent("offre:ouverte"));
  }, (stopped) => tell(stopped.reasons || ["le brouillon n’a pas pu être lu : rechargez la page"]));

  draft.page = { tell, draw, save, put, show, all, refusal };
})();
