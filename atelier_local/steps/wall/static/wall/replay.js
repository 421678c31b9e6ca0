/* The slider goes to its minute once it is let go, or keys rest, and keeps the keyboard there; without script, the button does. */
"use strict";

const slider = document.getElementById("minute");
let rest;
slider?.addEventListener("change", () => {
  clearTimeout(rest);
  rest = setTimeout(() => {
    slider.form.action = "#minute";
    slider.form.requestSubmit();
  }, 300);
});
