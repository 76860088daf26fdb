// Changes that reach over more than one entry: the same correction everywhere, merging, splitting, linking.

import { addRow, allEntries, clean, control, controls, desk, entryOf, fieldOf, form, isAdded, isLines, isRemoved, isText, main, outermost, placesOf, retitle, rowOf, setPlaces, setRemoved, setValue, shownPlaces, speak, told, unfold } from "./record.js";
import { current, goToEntry, light, onLight } from "./moves.js";
import { pick } from "./picker.js";
import { unmarked } from "./selecting.js";
import { words } from "./text.js";
import { step } from "./undo.js";

let last = null; // the last correction: { one, from, to }
const offer = document.createElement("p");
offer.className = "offer";
offer.setAttribute("role", "status");

const sameWords = (a, b) => clean(a) === clean(b);
function fieldsSaying(value) {
  return [...form.elements].filter((one) => one.name && (one.matches("textarea") || (one.type === "hidden" && one.closest(".folded > .fields")))
    && !/-at$/.test(one.name) && !isRemoved(entryOf(one)) && one.value.split("\n").some((line) => sameWords(line, value)));
}

function offerFor(text, action, under) {
  offer.replaceChildren(`${text} `, Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: action }));
  under.append(offer);
}

// After a correction: are there other fields that still say what was wrong?
function afterChange(one) {
  const from = one.dataset.before ?? one.dataset.machine ?? "";
  delete one.dataset.before;
  if (isLines(one)) return;
  corrected(one, from);
}

// A value that was stretched word by word is one correction, from what stood there first.
function corrected(one, before) {
  const from = last?.one === one && sameWords(last.to, before) ? last.from : clean(before);
  if (!from || sameWords(from, one.value)) return;
  last = { one, from, to: clean(one.value) };
  const others = fieldsSaying(from);
  if (others.length) offerFor(told("identical", others.length, from), told("change-identical", others.length), one.closest(".field"));
}

// The same correction in every field that says the same; without one, the other places that the text calls so.
export function identical() {
  const one = document.activeElement.matches?.("#record textarea") ? document.activeElement : null;
  if (one && one.dataset.before !== undefined) afterChange(one);
  const others = last && last.to ? fieldsSaying(last.from) : [];
  if (others.length) {
    step(() => {
      for (const name of others.map((other) => other.name)) {
        unfold(entryOf(form.elements[name]));
        const other = form.elements[name];
        setValue(other, other.value.split("\n").map((line) => (sameWords(line, last.from) ? last.to : line)).join("\n"));
        retitle(entryOf(other));
      }
    });
    offer.remove();
    speak(told("identical-changed", others.length));
    last = null;
    return undefined;
  }
  const entry = current();
  const spans = entry ? unmarked(entry) : [];
  offer.remove();
  if (!spans.length) return speak(told("nothing-identical"));
  step(() => {
    const field = fieldOf(main(entry));
    const places = placesOf(entry);
    setPlaces(entry, places.set(field, [...(places.get(field) ?? shownPlaces(entry).get(field) ?? []), ...spans].sort((a, b) => a[0] - b[0])));
    retitle(entry);
  });
  light(entry);
  return speak(told("places-added", spans.length));
}

const nameOf = (entry) => entry.querySelector(".entry-title").textContent;
const item = (entry) => ({ text: nameOf(entry), note: entry.querySelector(".entry-summary").textContent, value: entry });
const alike = (a, b) => {
  const [left, right] = [a, b].map((entry) => new Set(nameOf(entry).toLowerCase().split(/\s+/)));
  return [...left].filter((word) => right.has(word)).length / Math.max(1, Math.min(left.size, right.size));
};

export async function merge() {
  const entry = current();
  if (!entry || isRemoved(entry)) return undefined;
  const others = [...entry.parentElement.children].filter((other) => other !== entry && other.matches("[data-entry]") && !isRemoved(other));
  if (!others.length) return speak(told("nothing-to-merge"));
  const target = await pick(told("merge-into"), others.sort((a, b) => alike(entry, b) - alike(entry, a)).map(item));
  if (!target) return undefined;
  step(() => {
    mergeFields(entry, target);
    const places = placesOf(target);
    const other = control(target, "aliases") && !sameWords(main(entry).value, main(target).value) ? "aliases" : null;
    for (const [field, spans] of shownPlaces(entry)) {
      const to = field === fieldOf(main(entry)) && other ? other : field;
      const known = places.get(to) ?? [];
      places.set(to, [...known, ...spans.filter((span) => !known.some((one) => one.join() === span.join()))]);
    }
    setPlaces(target, places);
    setRemoved(entry, true);
    retitle(target);
  });
  goToEntry(target);
  return speak(told("merged"));
}

function mergeFields(from, to) {
  const aliases = control(to, "aliases");
  const lines = (one) => one.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const union = (one, more) => setValue(one, [...new Set([...lines(one), ...more])].filter((line) => !sameWords(line, main(to).value)).join("\n"));
  for (const one of controls(from)) {
    const same = controls(to).find((other) => fieldOf(other) === fieldOf(one) && (one.type !== "checkbox" || other.value === one.value));
    if (!same) continue;
    if (one.type === "checkbox") same.checked ||= one.checked;
    else if (isLines(one)) union(same, lines(one));
    else if (isText(one) && !same.value.trim()) setValue(same, one.value);
    else if (one === main(from) && aliases && !sameWords(one.value, same.value)) union(aliases, [one.value.trim()]);
  }
  for (const row of from.querySelectorAll(":scope > .fields [data-entry]:not(.removed)")) {
    const list = `${to.id}-${row.parentElement.dataset.entries.split("-").at(-1)}`;
    const known = [...form.querySelectorAll(`[data-entries="${list}"] > [data-entry]:not(.removed)`)];
    const values = (entry) => controls(entry).map((one) => clean(one.value)).join("|");
    if (known.some((entry) => values(entry) === values(row))) continue;
    copy(row, addRow(row.dataset.entry, list));
  }
}

function copy(from, to) {
  for (const one of controls(from)) {
    const same = controls(to).find((other) => fieldOf(other) === fieldOf(one) && (one.type !== "checkbox" || other.value === one.value));
    if (one.type === "checkbox") same.checked = one.checked;
    else same.value = one.value;
  }
  setPlaces(to, shownPlaces(from));
  retitle(to);
  return to;
}

// One entry that holds two things becomes two: its last other name, else the second part of its name, else its last place.
export function split() {
  const entry = current();
  if (!entry || isRemoved(entry) || !control(entry, fieldOf(main(entry))) || !entry.parentElement.matches(".entries")) return undefined;
  const part = lastPart(entry);
  if (!part) return speak(told("nothing-to-split"));
  const made = step(() => {
    const row = copy(entry, addRow(entry.dataset.entry, entry.parentElement.dataset.entries));
    const field = fieldOf(main(entry));
    setValue(main(row), part.name);
    if (control(row, "aliases")) setValue(control(row, "aliases"), "");
    setPlaces(row, new Map([[field, part.places]]));
    if (part.rest) setValue(main(entry), part.rest);
    if (part.alias) setValue(control(entry, "aliases"), control(entry, "aliases").value.split("\n").filter((line) => !sameWords(line, part.name)).join("\n"));
    const taken = new Set(part.places.map((span) => span.join()));
    const left = [...shownPlaces(entry)].map(([name, spans]) => [name, spans.filter((span) => !taken.has(span.join()))]);
    setPlaces(entry, new Map([...left.filter(([, spans]) => spans.length), ...(part.restPlaces ? [[field, part.restPlaces]] : [])]));
    retitle(entry);
    retitle(row);
    return row;
  });
  goToEntry(made, true);
  return speak(told("split"));
}

function lastPart(entry) {
  const spans = [...shownPlaces(entry)].flatMap(([field, some]) => some.map((span) => ({ field, span })));
  const saying = (name) => spans.filter(({ span }) => sameWords(words(...span), name)).map(({ span }) => span);
  const alias = control(entry, "aliases")?.value.split("\n").filter((line) => line.trim()).at(-1);
  if (alias) return { name: alias, places: saying(alias), alias: true };
  const name = main(entry).value;
  const cut = /^(.+?)(?:\s*[,;]\s+|\s+(?:và|-|–)\s+)(?!.*(?:[,;]\s|\s(?:và|-|–)\s))(.+)$/u.exec(name);
  if (cut) {
    const whole = saying(name)[0];
    const at = whole && [...name.slice(0, name.length - cut[2].length)].length;
    return { name: cut[2], rest: cut[1], places: whole ? [[whole[0] + at, whole[1]]] : [], restPlaces: whole ? [[whole[0], whole[0] + [...cut[1]].length]] : null };
  }
  const own = spans.filter(({ field }) => field === fieldOf(main(entry)));
  return own.length > 1 ? { name, places: [own.at(-1).span] } : null;
}

// Person, position and organisation: from any of them to the other two.
export async function link() {
  const entry = current();
  const of = (section) => allEntries().filter((one) => one.dataset.entry === section && !isRemoved(one));
  const kind = entry && (entry.dataset.entry === "positions" ? "positions" : outermost(entry).dataset.entry);
  if (kind === "positions") {
    const body = await pick(told("link-organization"), of("organizations").map(item));
    if (body) step(() => fillPosition(entry, null, body));
    return body ? finish(entry) : undefined;
  }
  if (kind !== "people" && kind !== "organizations") return speak(told("nothing-to-link"));
  const here = outermost(entry);
  const other = await pick(told(kind === "people" ? "link-organization" : "link-person"), of(kind === "people" ? "organizations" : "people").map(item));
  if (!other) return undefined;
  const [person, body] = kind === "people" ? [here, other] : [other, here];
  const open = [...unfold(person).querySelectorAll('[data-entry="positions"]:not(.removed)')].find((row) => !control(row, "organization").value.trim());
  const row = step(() => {
    const position = open ?? addRow("positions", `${person.id}-positions`);
    fillPosition(position, null, body);
    return position;
  });
  return finish(row);
}
function fillPosition(row, title, body) {
  setValue(control(row, "organization"), main(body).value);
  const spans = shownPlaces(body).get(fieldOf(main(body)));
  if (spans) setPlaces(row, placesOf(row).set("organization", [spans[0]]));
  retitle(row);
}
function finish(row) {
  goToEntry(row);
  (main(row).value.trim() ? control(row, "organization") : main(row)).focus({ preventScroll: true });
  return speak(told("linked"));
}

export function begin() {
  form.addEventListener("focusin", (event) => { if (event.target.matches("textarea")) event.target.dataset.before = event.target.value; });
  form.addEventListener("change", (event) => { if (event.target.matches("textarea")) afterChange(event.target); });
  offer.addEventListener("click", (event) => { if (event.target.matches("button")) identical(); });
  onLight((entry) => { if (offer.isConnected && !entry?.contains(offer) && !offer.closest(".on")) offer.remove(); });
  desk.addEventListener("bienban:corrected", (event) => corrected(event.detail.one, event.detail.from));
  desk.addEventListener("bienban:made", (event) => {
    const spans = unmarked(event.detail);
    last = null;
    if (spans.length && main(event.detail).closest(".field")) offerFor(told("identical-places", spans.length), told("mark-identical", spans.length), main(event.detail).closest(".field"));
  });
}
