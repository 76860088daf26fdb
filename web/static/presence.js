// Tells the server every little while that this page is open, and shows who else has the document open.

const EVERY = 15000; // ms; the server forgets a page after 45 s

export function watchPresence(words, page) {
  const place = document.getElementById("presence");
  let told = "";

  function show(others) {
    const shown = others.map((one) => {
      const text = (one.editing ? place.dataset.editing : place.dataset.reading).replace("{name}", one.name);
      return Object.assign(document.createElement("span"), { className: one.editing ? "editing" : "reading", textContent: text });
    });
    const now = shown.map((node) => node.textContent).join(", ");
    if (now !== told) place.replaceChildren(...shown); // said again only when it changes, for those who listen
    told = now;
  }

  async function tell() {
    try {
      const { status, said } = await page.ask(words.presenceUrl, new URLSearchParams({ doing: page.doing(), version: page.version() }).toString());
      if (status !== 200) return;
      show(said.others);
      if (said.stale) page.newer();
    } catch {
      show([]); // no connection: nobody can be seen
    }
  }

  tell();
  setInterval(() => { if (!document.hidden) tell(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tell(); });
  window.addEventListener("pagehide", () => {
    const token = document.querySelector('input[name="csrf_token"]').value;
    navigator.sendBeacon(words.presenceUrl, new URLSearchParams({ doing: "leaving", version: page.version(), csrf_token: token }));
  });
}
