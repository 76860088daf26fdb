// The record as a form: its rows, their fields and places. Whatever is changed by script ends here, in the form's own fields.

export const desk = document.getElementById("desk");
export const form = document.getElementById("record");
export const readonly = "readonly" in desk.dataset;
const OWN = new Set(["csrf_token", "version", "machine", "overwrite", "act", "tab", "seen", "edit", "end"]);
const SPOKEN = document.getElementById("spoken");
let added = 0;
for (const row of form.querySelectorAll('[data-entry][id*="-n"]')) {
  added = Math.max(added, ...[...row.id.matchAll(/-n(\d+)/g)].map((match) => Number(match[1]) + 1));
}

// The page's own words, in the reader's language; {0} and {1} are filled in.
export const told = (name, ...filled) => desk.getAttribute(`data-say-${name}`).replace(/\{(\d)\}/g, (_, i) => filled[i]);
export const kindName = (section) => desk.getAttribute(`data-kind-${section}`);
export function speak(text) { SPOKEN.textContent = ""; SPOKEN.textContent = text; }
export const clean = (text) => text.normalize("NFC").split(/\s+/).filter(Boolean).join(" ");

export const rowOf = (key) => document.getElementById(key);
export const entryOf = (node) => node?.closest?.("[data-entry]") ?? null;
export const outermost = (entry) => entry.parentElement.closest("[data-entry]") ?? entry;
export const outerEntries = () => [...form.querySelectorAll(".type > .entries > [data-entry]")];
export const allEntries = () => [...form.querySelectorAll("[data-entry]")];
export const isAdded = (entry) => /-n\d+$/.test(entry.id);
export const isRemoved = (entry) => Boolean(entry.closest(".removed"));
export const listOf = (entry) => entry.parentElement.dataset.entries;

// The field's label, such as "positions.title", from its name in the form.
export function labelOf(name) {
  const parts = name.split("-");
  return `${parts.length === 5 ? parts[2] : parts[0]}.${parts.at(-1)}`;
}

export function controls(entry) {
  unfold(entry);
  return [...entry.querySelector(":scope > .fields").querySelectorAll("[name]")].filter(
    (control) => entryOf(control) === entry && !/-(at|accept|remove)$/.test(control.name),
  );
}
export const control = (entry, field) => controls(entry).find((one) => one.name === `${entry.id}-${field}`);
export const fieldOf = (one) => one.name.slice(one.name.lastIndexOf("-") + 1);
export const isRequired = (one) => Boolean(one.labels?.[0]?.querySelector("abbr"));
// The field by which people know an entry: the first text that must be there, else the first text.
export function main(entry) {
  const texts = controls(entry).filter((one) => one.matches("textarea") && !isLines(one));
  return texts.find(isRequired) ?? texts[0];
}
export const isLines = (one) => "lines" in one.dataset;
export const isText = (one) => one.matches("textarea, input:not([type=checkbox])");

export function setValue(one, value) {
  if (one.value === value) return;
  one.value = value;
  compare(one);
}

// Places: field → [[start, end], …], as the hidden field of the row holds them.
const atField = (entry) => entry.querySelector(":scope > input"); // the only field that stands beside an entry's fields
export function parsePlaces(text) {
  const found = new Map();
  for (const part of text ? text.split(";") : []) {
    const [field, spans] = part.split(":");
    found.set(field, spans.split(",").map((span) => span.split("-").map(Number)));
  }
  return found;
}
const writtenPlaces = (places) => [...places].filter(([, spans]) => spans.length)
  .map(([field, spans]) => `${field}:${spans.map((span) => span.join("-")).join(",")}`).join(";");
export const placesOf = (entry) => parsePlaces(atField(entry).value);
export const machinePlaces = (entry) => (isAdded(entry) ? new Map() : parsePlaces(atField(entry).dataset.found ?? atField(entry).value));
export function setPlaces(entry, places) {
  const at = atField(entry);
  at.dataset.found ??= at.value; // a hidden field has no default value of its own: whatever is set counts as that
  at.value = writtenPlaces(places);
}
// Where an entry is shown: its places; of a corrected value that has none of its own, where the machine read it.
export function shownPlaces(entry) {
  const at = atField(entry);
  if (!("found" in at.dataset)) return parsePlaces(at.value);
  const shown = machinePlaces(entry);
  for (const [field, spans] of placesOf(entry)) if (spans.length) shown.set(field, spans);
  return shown;
}

// Rows come folded, their values in hidden fields: an opened row is made from the blank row of its type.
export function unfold(entry) {
  if (!entry.classList.contains("folded")) return entry;
  const outer = entry.parentElement.closest("[data-entry].folded");
  if (outer) unfold(outer);
  if (!entry.classList.contains("folded")) return entry;
  entry.classList.remove("folded");
  equip(entry);
  const fields = entry.querySelector(":scope > .fields");
  const values = new Map();
  for (const input of fields.querySelectorAll(":scope > input")) values.set(input.name, [...(values.get(input.name) ?? []), input.value]);
  const lists = new Map([...fields.querySelectorAll(":scope > .entries")].map((list) => [list.dataset.entries, list]));
  const blank = blankRow(entry.dataset.entry, entry.id).querySelector(".fields");
  for (const one of blank.querySelectorAll("[name]")) fill(one, values.get(one.name) ?? []);
  for (const list of blank.querySelectorAll("[data-entries]")) list.replaceChildren(...(lists.get(list.dataset.entries)?.children ?? []));
  fields.replaceChildren(...blank.childNodes);
  for (const inner of fields.querySelectorAll("[data-entry].folded")) unfold(inner);
  return entry;
}

// Gives a row from far down the page what can be done with it.
const tools = document.getElementById("tools").innerHTML;
function equip(entry) {
  if (!entry.classList.contains("brief")) return;
  entry.classList.remove("brief");
  const legend = entry.querySelector("legend");
  legend.insertAdjacentHTML("beforeend", tools.replaceAll("KEY", entry.id));
  if (!entry.querySelector(`[name="${entry.id}-at"]`).value) legend.querySelector(".place").remove();
  if (entry.id === "document-m0") legend.querySelector(".remove")?.remove();
}

function fill(one, values) {
  one.dataset.found = "1";
  if (one.type === "checkbox") {
    one.checked = one.defaultChecked = values.includes(one.value);
    one.dataset.machine = one.checked ? "1" : "0";
    return;
  }
  const value = values[0] ?? "";
  if (one.matches("select") && ![...one.options].some((option) => option.value === value)) one.add(new Option(value, value));
  if (one.matches("textarea")) one.rows = Math.min(12, isLines(one) ? value.split("\n").length : Math.ceil((value.length || 1) / 44));
  one.value = one.dataset.machine = value;
}

function blankRow(section, key) {
  const holder = document.createElement("template");
  holder.innerHTML = document.getElementById(`new-${section}`).innerHTML.replaceAll("LIST-nNUMBER", key);
  return holder.content.firstElementChild;
}

export function addRow(section, list, key = `${list}-n${added++}`) {
  const holder = unfoldedList(list);
  const row = blankRow(section, key);
  holder.append(row);
  return row;
}
function unfoldedList(list) {
  const outer = list.includes("-") ? rowOf(list.slice(0, list.lastIndexOf("-"))) : null;
  if (outer) unfold(outer);
  return form.querySelector(`[data-entries="${list}"]`);
}

export function setRemoved(entry, removed) {
  if (isAdded(entry)) {
    if (removed) entry.remove();
    return;
  }
  const box = entry.querySelector(`[name="${entry.id}-remove"]`);
  if (!box) return;
  box.checked = removed;
  entry.classList.toggle("removed", removed);
}
export const canBeRemoved = (entry) => Boolean(entry.querySelector(`[name="${entry.id}-remove"]`));
export function setAccepted(entry, accepted) {
  const box = entry.querySelector(`[name="${entry.id}-accept"]`);
  if (!box) return;
  box.checked = accepted;
  entry.classList.toggle("accepted", accepted);
}

// What the form says, field by field, for undoing: a box without its tick says nothing.
export function stateOfForm() {
  const state = new Map();
  for (const [name, value] of new FormData(form)) if (!OWN.has(name)) state.set(name, [...(state.get(name) ?? []), value]);
  return state;
}

// Brings fields to earlier values: name → values, undefined where the field was not there. Rows come and go with their place field.
export function bring(changes) {
  const touched = new Set();
  const keys = (wanted) => [...changes].filter(([name, values]) => name.endsWith("-at") && Boolean(values) === wanted).map(([name]) => name.slice(0, -3));
  for (const key of keys(true).sort((a, b) => a.length - b.length)) {
    const list = key.slice(0, key.lastIndexOf("-"));
    if (!rowOf(key)) addRow(list.split("-").at(-1), list, key);
  }
  for (const key of keys(false)) rowOf(key)?.remove();
  for (const [name, values] of changes) {
    const row = rowOf(name.slice(0, name.lastIndexOf("-")));
    if (!row) continue;
    unfold(row);
    touched.add(row);
    for (const one of form.querySelectorAll(`[name="${name}"]`)) {
      if (one.type === "checkbox") one.checked = Boolean(values?.includes(one.value));
      else one.value = values?.[0] ?? "";
      compare(one);
    }
    if (name.endsWith("-remove")) row.classList.toggle("removed", Boolean(values));
    if (name.endsWith("-accept")) row.classList.toggle("accepted", Boolean(values));
  }
  return [...touched].filter((row) => row.isConnected);
}

// Beside a value that a person changed stands the machine's, with a way back to it.
export function compare(one) {
  const holder = one.closest(".field");
  if (!holder || !("found" in one.dataset) && one.type !== "checkbox") return;
  const changed = one.type === "checkbox" ? one.dataset.machine !== undefined && one.dataset.machine !== "" && one.checked !== (one.dataset.machine === "1") : one.value.trim() !== one.dataset.machine.trim();
  let beside = holder.querySelector(":scope > .machine");
  if (!beside && changed && one.type !== "checkbox") {
    beside = document.createElement("p");
    beside.className = "machine";
    const words = one.matches("select") ? [...one.options].find((option) => option.value === one.dataset.machine)?.text : one.dataset.machine.replaceAll("\n", "; ");
    const quote = Object.assign(document.createElement("q"), { textContent: words || told("empty-value") });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet restore", textContent: told("restore") });
    beside.append(`${told("was")} `, quote, " ", button);
    holder.append(beside);
  }
  if (beside) beside.hidden = !changed;
}

// The line that stands for an entry while it is closed: its title, its other words, and whether a person changed it.
export function retitle(entry) {
  if (!entry?.isConnected || entry.classList.contains("folded")) return;
  const title = main(entry)?.value.trim();
  if (title) entry.querySelector(".entry-title").textContent = title;
  const rest = wordsOf(entry).filter((words) => words !== title);
  entry.querySelector(".entry-summary").textContent = rest.join(" · ");
  const changed = isAdded(entry) || [...entry.querySelectorAll(".machine")].some((beside) => !beside.hidden) || atField(entry).value !== writtenPlaces(machinePlaces(entry)) || Boolean(entry.querySelector('[data-entry][id*="-n"]'));
  entry.classList.toggle("changed", changed);
  let chip = entry.querySelector(":scope > legend > .chip.edited");
  if (!chip && changed && !isAdded(entry)) {
    chip = Object.assign(document.createElement("span"), { className: "chip edited", textContent: told("edited") });
    entry.querySelector(".entry-summary").after(chip);
  }
  if (chip) chip.hidden = !changed;
  const outer = entry.parentElement.closest("[data-entry]");
  if (outer) retitle(outer);
}
function wordsOf(entry) {
  const own = controls(entry).filter((one) => isText(one) && one.value.trim()).map((one) => one.value.trim().replaceAll("\n", "; "));
  const inner = [...entry.querySelectorAll(":scope > .fields [data-entry]:not(.removed)")].map((row) => wordsOf(row).join(" "));
  return [...own, ...inner.filter(Boolean)];
}

// Tells whoever listens (saving, undoing) that the form changed by script.
export function changed() {
  form.dataset.unsaved = "1";
  form.dispatchEvent(new Event("input", { bubbles: true }));
}
