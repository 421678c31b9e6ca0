/* From what people type on the pages of a tender to what the tender says, and its sums: the twin of
   rules/typed.py, in whole cents and half-days. Knows no page and no key. */
"use strict";

const typed = (() => {
  const PHASES = ["framing", "workshop_1", "between_1", "workshop_2", "between_2", "workshop_3", "production"];
  const PARTS = ["understanding", "method", "outreach", "team", "calendar", "price", "commitments", "samples"];
  const PEOPLE = 40;
  const SUBS = 12;
  const SAMPLES = 2;
  const DAYS_SAID = "des jours, par moitiés : 2 ou 2,5";
  const EUROS_SAID = "un montant en euros : 5 650 ou 5 650,50";
  const FIRM_SAID = "dire pour qui cette personne travaille";
  const SIREN_SAID = "les neuf chiffres du SIREN, ou rien";
  const MONTHS_SAID = "un nombre de mois : 12 ou 12,5";

  const NAMES = new RegExp(
    `^(?:text_(?:${PARTS.join("|")})|months` +
    `|person_[1-9]\\d?_(?:name|firm|speciality|${PHASES.join("|")})` +
    "|sub_[1-9]\\d?_(?:name|siren|services)" +
    `|price_[ms]:[1-9]\\d{0,8}_(?:${PHASES.join("|")})|expense_(?:${PHASES.join("|")})` +
    "|why_[a-z0-9-]{1,60})$");

  const UNREADABLE = /[\x00-\x08\x0b-\x1f\x7f]/g;
  const known = (name) => NAMES.test(name);
  const bare = (text) => text.replace(/[ \t\n\r\f\v€\u00a0\u202f\u2009]/g, "");

  /* « 12 400,50 € » is 1240050; null when it is no amount. */
  function cents(text) {
    const found = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(bare(text));
    return found && Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0"));
  }

  /* Days by halves: « 2,5 » is 5 half-days. */
  function halves(text) {
    const found = /^(\d{1,3})(?:[.,]([05])0?)?$/.exec(bare(text));
    return found && Number(found[1]) * 2 + (found[2] === "5" ? 1 : 0);
  }

  /* Months by tenths: « 12,5 » is 125. */
  function tenths(text) {
    const found = /^(\d{1,2})(?:[.,](\d)0?)?$/.exec(bare(text));
    return found && Number(found[1]) * 10 + Number(found[2] || 0);
  }

  /* What the tender says, and the fields that could not be read: [{name, said}]. */
  function core(fields, files, competition) {
    const faults = [];
    const text = (name) => (fields[name] || "").replace(UNREADABLE, "").trim();
    const asked = (name, good, said) => {
      if (!good.test(bare(text(name)))) faults.push({ name, said });
      return bare(text(name));
    };
    const figure = (name, reading, said) => {
      const value = text(name) ? reading(text(name)) : 0;
      if (value === null) faults.push({ name, said });
      return value || 0;
    };
    const byPhase = (stem, reading, said) => Object.fromEntries(
      PHASES.map((phase) => [phase, figure(`${stem}_${phase}`, reading, said)]).filter(([, value]) => value));
    const rows = (most) => Array.from({ length: most }, (_, index) => index + 1);
    const lastSub = Math.max(0, ...rows(SUBS).filter((row) => text(`sub_${row}_name`)));
    const firms = [...new Set(Object.keys(fields).map((name) => /^price_([ms]:\d+)_./.exec(name)?.[1]).filter(Boolean))].sort();
    const prices = Object.fromEntries(
      firms.map((firm) => [firm, byPhase(`price_${firm}`, cents, EUROS_SAID)]).filter(([, row]) => Object.keys(row).length));
    const said = {
      v: 1,
      competition,
      parts: Object.fromEntries(PARTS.map((part) => [part, text(`text_${part}`)]).filter(([, words]) => words)),
      months_tenths: figure("months", tenths, MONTHS_SAID),
      people: rows(PEOPLE).filter((row) => text(`person_${row}_name`)).map((row) => ({
        name: text(`person_${row}_name`),
        firm: asked(`person_${row}_firm`, /^[ms]:[1-9]\d*$/, FIRM_SAID),
        speciality: text(`person_${row}_speciality`),
        half_days: byPhase(`person_${row}`, halves, DAYS_SAID),
      })),
      subs: rows(lastSub).map((row) => ({
        name: text(`sub_${row}_name`),
        siren: asked(`sub_${row}_siren`, /^(\d{9})?$/, SIREN_SAID),
        services: text(`sub_${row}_services`),
        amount_cents: total(prices[`s:${row}`] || {}),
      })),
      prices,
      expenses: byPhase("expense", cents, EUROS_SAID),
      files,
      missing: Object.fromEntries(Object.keys(fields).sort()
        .filter((name) => name.startsWith("why_") && text(name)).map((name) => [name.slice(4), text(name)])),
    };
    return { said, faults };
  }

  const typedEuros = (amount) => String((amount - (amount % 100)) / 100) + (amount % 100 ? `,${String(amount % 100).padStart(2, "0")}` : "");

  /* Prices from the days and the daily rates of the agreement, where nothing is typed. */
  function prefilled(fields, rates) {
    const { said } = core(fields, [], "");
    const filled = { ...fields };
    for (const [firm, rate] of Object.entries(rates)) {
      for (const phase of PHASES) {
        const halfDays = said.people.filter((one) => one.firm === firm).reduce((sum, one) => sum + (one.half_days[phase] || 0), 0);
        const name = `price_${firm}_${phase}`;
        if (halfDays && !(fields[name] || "").trim()) filled[name] = typedEuros(Math.floor((halfDays * rate + 1) / 2));
      }
    }
    return filled;
  }

  const total = (row) => Object.values(row).reduce((sum, value) => sum + value, 0);
  const column = (rows, phase) => rows.reduce((sum, row) => sum + (row[phase] || 0), 0);
  const columns = (rows) => Object.fromEntries(PHASES.map((phase) => [phase, column(rows, phase)]));

  /* Every total that the pages show. */
  function sums(said) {
    const rows = [...Object.values(said.prices), said.expenses];
    const people = said.people.map((person) => person.half_days);
    const needs = {};
    for (const { speciality, half_days } of said.people) {
      if (speciality) needs[speciality] = (needs[speciality] || 0) + total(half_days);
    }
    return {
      total: rows.reduce((sum, row) => sum + total(row), 0),
      by_phase: columns(rows),
      by_firm: Object.fromEntries(Object.entries(said.prices).map(([firm, row]) => [firm, total(row)])),
      days: people.map(total),
      days_by_phase: columns(people),
      days_by_need: needs,
    };
  }

  /* Each thing that a whole tender has, and whether it is there; `asked` as in typed.py. */
  function points(said, asked) {
    const found = sums(said);
    const working = new Set(said.people.filter((person) => total(person.half_days)).map((person) => person.firm));
    const priced = Object.keys(said.prices);
    const done = {};
    for (const part of asked.texts) done[`text_${part}`] = part in said.parts || part in said.missing;
    done.team = found.days.some(Boolean);
    for (const need of asked.needs) done[`need_${need}`] = Boolean(found.days_by_need[need]) || need in said.missing;
    done.calendar = asked.months[0] <= said.months_tenths && said.months_tenths <= asked.months[1];
    done.price = found.total > 0;
    done.balance = working.size > 0 && working.size === priced.length && priced.every((firm) => working.has(firm));
    done.samples = said.files.filter((file) => file.part === "samples").length >= SAMPLES;
    return done;
  }

  /* Two screens of one side: what this one changed since `base` goes over what the other wrote;
     where both changed the same field, this one's stays and the other's is handed back. */
  function merge(base, mine, theirs) {
    const fields = { ...theirs };
    const lost = {};
    for (const name of new Set([...Object.keys(base), ...Object.keys(mine)])) {
      const [before, here, there] = [base[name] || "", mine[name] || "", theirs[name] || ""];
      if (here === before || here === there) continue;
      if (there !== before) lost[name] = there;
      if (here) fields[name] = here; else delete fields[name];
    }
    return { fields, lost };
  }

  const spaced = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, "\u202f");

  /* 1240050 is « 12 400,50 », 1240000 « 12 400 ». */
  function euros(amount) {
    const rest = amount % 100;
    return spaced(String((amount - rest) / 100)) + (rest ? `,${String(rest).padStart(2, "0")}` : "");
  }

  const days = (count) => spaced(String((count - (count % 2)) / 2)) + (count % 2 ? ",5" : "");

  /* « 820 ko », « 2,4 Mo », as files/rules.py: rounded up. */
  function octets(size) {
    const [thousands, tenths] = [Math.ceil(size / 1000), Math.ceil(size / 100000)];
    if (thousands < 1000) return `${thousands}\u202fko`;
    return `${spaced(String(Math.floor(tenths / 10)))}${tenths % 10 ? `,${tenths % 10}` : ""}\u202fMo`;
  }

  return { PHASES, PARTS, PEOPLE, SUBS, known, cents, halves, tenths, core, prefilled, sums, points, merge, euros, days, octets };
})();
