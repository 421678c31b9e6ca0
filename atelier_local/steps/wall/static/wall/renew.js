/* A screen that stays open renews its pass: <body data-renew="/…/passe/">. */

export async function renew() {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  try {
    const answer = await fetch(document.body.dataset.renew, {
      method: "POST", headers: { "X-CSRFToken": token ? token.value : "" },
    });
    return answer.status === 204;  // a portal says 200 to anything
  } catch { return false; }  // no network: the next turn will do
}

setInterval(renew, 3 * 60 * 1000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
