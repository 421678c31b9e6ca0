/* The slider goes to its minute as soon as it is let go; without script, the button does. */
"use strict";

const slider = document.getElementById("minute");
if (slider) slider.addEventListener("change", () => slider.form.requestSubmit());
