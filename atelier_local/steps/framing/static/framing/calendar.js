/* While one types dates: what the framework agreement says of them. Without script, the server says
   it when the form is sent. */
"use strict";

for (const form of document.querySelectorAll("form[data-warnings]")) {
  let turn = 0;
  form.addEventListener("change", async () => {
    const mine = ++turn;
    const typed = new URLSearchParams(new FormData(form));
    typed.delete("csrfmiddlewaretoken");
    const answer = await fetch(`${form.dataset.warnings}?${typed}`);
    if (!answer.ok || mine !== turn) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("avertissements").replaceChildren(...page.body.children);
  });
}
