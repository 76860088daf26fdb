// The queue: ticking documents by mouse and keys, and names offered for the filter. Everything also works without this.

const batch = document.getElementById("batch");
const boxes = batch ? [...batch.querySelectorAll("input[name=document]")] : [];
const acts = document.getElementById("acts");
const every = document.getElementById("every");
const all = document.getElementById("all");
const ticked = document.getElementById("ticked");
let last = null;

function show() {
  const number = boxes.filter((box) => box.checked).length;
  acts.hidden = number === 0 && !all.checked;
  ticked.textContent = ticked.dataset.text.replace("{n}", all.checked ? "" : String(number));
  ticked.hidden = all.checked;
  every.checked = number === boxes.length;
  every.indeterminate = number > 0 && number < boxes.length;
}

function tickUpTo(box) {
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
  for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
}

function move(by) {
  const here = boxes.findIndex((box) => box.closest("tr").contains(document.activeElement));
  const next = boxes[Math.min(Math.max(here + by, 0), boxes.length - 1)];
  (next?.closest("tr").querySelector(".title") ?? next)?.focus();
}

if (batch) {
  every.hidden = false;
  batch.addEventListener("click", (event) => {
    const box = event.target.closest?.("input[name=document]");
    if (!box) return;
    if (event.shiftKey && last) tickUpTo(box);
    last = box;
  });
  batch.addEventListener("change", (event) => {
    if (event.target === every) for (const box of boxes) box.checked = every.checked;
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  const row = document.activeElement.closest?.("tbody tr");
  if (event.key === "/") document.getElementById("words").focus();
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "x" && row) row.querySelector("input[name=document]").click();
  else return;
  event.preventDefault();
});

// Names of organisations as they are typed; what the server answers late is left out.
for (const input of document.querySelectorAll("[data-names]")) {
  let asked = "";
  input.addEventListener("input", async () => {
    const typed = (asked = input.value.trim());
    if (typed.length < 2) return;
    const answer = await fetch(`${input.dataset.names}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok || typed !== asked) return;
    const options = (await answer.json()).map((name) => Object.assign(document.createElement("option"), { value: name }));
    document.getElementById(input.getAttribute("list")).replaceChildren(...options);
  });
}
