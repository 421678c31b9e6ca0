/* A timer: <p data-ends="1790000000"> counts down to that second, <p data-left="760"> is held.
   The hour is the server's, told by the page: <body data-now="…">; a phone's own may be wrong. */

const ahead = Number(document.body.dataset.now) * 1000 - Date.now();

function countDown() {
  const shown = document.getElementById("minuteur");
  if (!shown || shown.hidden) return;
  const { ends, left } = shown.dataset;
  const seconds = Math.max(0, Math.round(ends ? Number(ends) - (Date.now() + ahead) / 1000 : Number(left)));
  const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (shown.textContent !== words) shown.textContent = words;
  shown.classList.toggle("fini", seconds === 0);
}

setInterval(countDown, 250);
document.addEventListener("live", countDown);
countDown();
