/* Comforts for forms that already work without script: one submission, a counter, focus on errors,
   nothing typed is lost by leaving by mistake, a fact to retype before an irreversible act. */
"use strict";

/* One submission: a second click within ten seconds is ignored. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  form.querySelectorAll("button:not([type=button])").forEach((b) => b.setAttribute("aria-busy", "true"));
  setTimeout(() => release(form), 10000);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy"));
}

/* 71 / 280 under every field that has a limit and asks for it: <textarea maxlength data-count>. */
document.querySelectorAll("textarea[maxlength], input[data-count][maxlength]").forEach((field) => {
  const count = document.createElement("p");
  count.className = "mention num compteur";
  count.id = `${field.id}_count`;
  const show = () => { count.textContent = `${field.value.length} / ${field.maxLength}`; };
  field.after(count);
  field.addEventListener("input", show);
  show();
});

/* The summary of errors takes the focus; its links lead to the field itself. */
const summary = document.querySelector(".resume[role=alert]:not([hidden])");
if (summary) summary.focus();
document.addEventListener("click", (event) => {
  const link = event.target.closest(".resume a[href^='#']");
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  target.scrollIntoView({ block: "center" });
  (target.matches("fieldset") ? target.querySelector("input") || target : target).focus();
});

/* Greyed acts stay in reach of the keyboard but do nothing: their reasons are beside them. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
});

/* Before an irreversible act: <input data-retype="97 800"> tells, as one types, whether it agrees. */
document.querySelectorAll("input[data-retype]").forEach((field) => {
  const plain = (text) => text.replace(/[\s\u00a0\u202f]/g, "").toLocaleLowerCase("fr");
  const said = document.createElement("p");
  said.className = "mention";
  said.setAttribute("role", "status");
  field.after(said);
  field.addEventListener("input", () => {
    said.textContent = field.value && plain(field.value) === plain(field.dataset.retype) ? "C’est bien cela." : "";
  });
});

/* <form data-unsaved>: leaving with something typed and not sent asks once. */
document.querySelectorAll("form[data-unsaved]").forEach((form) => {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  window.addEventListener("beforeunload", (event) => { if (typed && !form.dataset.sent) event.preventDefault(); });
});

/* <button type="button" data-print hidden>: printing is an act of the browser. */
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

/* <select data-submit>: choosing is enough; the button beside it serves without script. */
document.querySelectorAll("select[data-submit]").forEach((select) => {
  select.addEventListener("change", () => select.form.requestSubmit());
});

/* On a narrow screen stages and rooms scroll sideways: the current one is brought into view. */
document.querySelectorAll(".etapes .ici, .salles [aria-current]").forEach((here) => {
  const row = here.closest("ol, ul");
  const left = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += left - row.clientWidth / 3;
});

// What scrolls sideways on a narrow screen can be scrolled with the keyboard too.
function letScroll() {
  for (const frame of document.querySelectorAll(".cadre-table, .etapes, .fil, .salles ul, .carte-plan, .defile")) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  }
}
letScroll();
window.addEventListener("resize", letScroll);
