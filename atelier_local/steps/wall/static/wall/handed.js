/* A code scanned on a phone's screen leads here with what it kept after the #: it goes in the field. */
"use strict";

const handed = /^#(AL1\.[\w-]+)$/.exec(location.hash);

if (handed) {
  const field = document.querySelector("textarea[name=text]");
  field.value = `${field.value}\n[${handed[1]}]`.trim();
  history.replaceState(null, "", location.pathname);
  field.form.querySelector("button.btn").focus();
}
