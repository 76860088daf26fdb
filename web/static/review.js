// The review page: adding and removing entries, going between an entry and its place in the text, keys, and unsaved work.

const form = document.getElementById("record");
const source = document.querySelector(".source");
let added = 0;
let current = null;

for (const number of document.querySelectorAll('[id*="-n"]')) {
  const match = number.id.match(/-n(\d+)$/);
  if (match) added = Math.max(added, Number(match[1]) + 1);
}

const entryOf = (node) => node.closest("[data-entry]");
const outermost = (entry) => entry.parentElement.closest("[data-entry]") ?? entry;
const visibleEntries = () => [...form.querySelectorAll(".type > .entries > [data-entry]")];
const marksOf = (key) => [...source.querySelectorAll(".mark")].filter((mark) => mark.dataset.rows.split(" ").some((row) => row === key || row.startsWith(`${key}-`)));

function light(entry) {
  if (entry === current) return;
  for (const node of document.querySelectorAll(".mark.on, .entry.on")) node.classList.remove("on");
  current = entry;
  if (!entry) return;
  entry.classList.add("on");
  for (const mark of marksOf(entry.id)) mark.classList.add("on");
}

function goToEntry(entry, field = true) {
  if (!entry) return;
  light(entry);
  entry.scrollIntoView({ block: "nearest" });
  const first = field && entry.querySelector("textarea, input:not([type=hidden], [type=checkbox]), select");
  (first || entry).focus({ preventScroll: true });
}

function goToPlace(entry) {
  const mark = marksOf(entry.id)[0];
  if (!mark) return;
  light(entry);
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}

// Brings an entry's words into view where none of them is, without taking the reader elsewhere.
function showPlace(entry) {
  const marks = marksOf(entry.id);
  const pane = source.getBoundingClientRect();
  const seen = marks.some((mark) => {
    const box = mark.getBoundingClientRect();
    return box.top >= pane.top + 70 && box.bottom <= pane.bottom;
  });
  if (!seen) marks[0]?.scrollIntoView({ block: "center" });
}

function step(by) {
  const all = visibleEntries();
  const here = current && all.indexOf(outermost(current));
  goToEntry(all[Math.min(Math.max((here ?? -1) + by, 0), all.length - 1)]);
}

function swap() {
  const mark = document.activeElement.closest?.(".mark");
  if (mark) return goToEntry(document.getElementById(mark.dataset.rows.split(" ")[0]));
  const entry = entryOf(document.activeElement) ?? current;
  if (entry) goToPlace(entry);
}

function add(button) {
  const template = button.previousElementSibling;
  const list = template.previousElementSibling;
  if (button.dataset.most && list.querySelectorAll(":scope > [data-entry]:not(.removed)").length >= Number(button.dataset.most)) {
    return goToEntry(list.querySelector("[data-entry]"));
  }
  list.insertAdjacentHTML("beforeend", template.innerHTML.replaceAll(`n${template.dataset.number}`, `n${added++}`));
  form.dataset.unsaved = "1";
  goToEntry(list.lastElementChild);
}

function remove(box) {
  const entry = entryOf(box);
  if (/-n\d+$/.test(entry.id)) {
    const next = entry.nextElementSibling ?? entry.previousElementSibling;
    entry.remove();
    light(null);
    if (next) goToEntry(next, false);
  } else {
    entry.classList.toggle("removed", box.checked);
  }
}

function compare(input) {
  const beside = input.closest(".field")?.querySelector(":scope > .machine");
  if (!beside) return;
  if (input.type === "checkbox" && "machine" in input.dataset) beside.hidden = input.checked === (input.dataset.machine === "1");
  else if ("found" in input.dataset) beside.hidden = input.value.trim() === input.dataset.machine;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const place = event.target.closest(".place");
  if (button?.matches(".add")) add(button);
  if (button?.matches(".restore")) {
    const input = button.closest(".field").querySelector("[data-found]");
    input.value = input.dataset.machine;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }
  if (place) {
    event.preventDefault();
    goToPlace(entryOf(place));
  }
});

form.addEventListener("input", (event) => {
  form.dataset.unsaved = "1";
  if (event.target.name.endsWith("-remove")) return remove(event.target);
  compare(event.target);
  const entry = entryOf(event.target);
  const main = entry?.querySelector(":scope > .fields > .field textarea");
  if (main === event.target && main.value.trim()) entry.querySelector(".entry-title").textContent = main.value;
});

form.addEventListener("focusin", (event) => {
  const entry = entryOf(event.target);
  if (!entry || entry === current) return;
  light(entry);
  showPlace(entry);
});

form.addEventListener("keydown", (event) => {
  const oneLine = event.target.matches("textarea:not([data-lines]), input");
  if (event.key === "Enter" && oneLine && !event.ctrlKey && event.target.type !== "submit") event.preventDefault();
});

source.addEventListener("click", (event) => {
  const mark = event.target.closest(".mark");
  const kind = event.target.closest(".kind");
  if (mark) {
    event.preventDefault();
    const rows = mark.dataset.rows.split(" ");
    const next = rows[(rows.indexOf(current?.id) + 1) % rows.length];
    goToEntry(document.getElementById(next));
  }
  if (kind) {
    kind.setAttribute("aria-pressed", String(kind.getAttribute("aria-pressed") !== "true"));
    const hidden = new Set([...source.querySelectorAll('.kind[aria-pressed="false"]')].map((button) => button.dataset.kind));
    const parent = { positions: "people" };
    for (const node of source.querySelectorAll(".mark")) {
      node.classList.toggle("off", node.dataset.kinds.split(" ").every((name) => hidden.has(parent[name] ?? name)));
    }
  }
});

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  const press = (act) => document.querySelector(`button[form=record][value=${act}]`)?.click();
  let known = true;
  if (event.ctrlKey && !event.altKey && key === "s") press("save");
  else if (event.ctrlKey && !event.altKey && key === "enter") press("confirm");
  else if (event.altKey && !event.ctrlKey && key === "j") step(1);
  else if (event.altKey && !event.ctrlKey && key === "k") step(-1);
  else if (event.altKey && !event.ctrlKey && key === "g") swap();
  else known = false;
  if (known) event.preventDefault();
  if (key === "escape") for (const menu of document.querySelectorAll(".menu[open]")) menu.open = false;
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

let leaving = false;
form.addEventListener("submit", () => { leaving = true; });
window.addEventListener("pageshow", () => { leaving = false; });
window.addEventListener("beforeunload", (event) => {
  if (form.dataset.unsaved && !leaving) event.preventDefault();
});

const wrong = form.querySelector("[aria-invalid=true]");
if (wrong) {
  light(entryOf(wrong));
  wrong.focus();
}
