// The review page: what each command does. The parts lie in review/, one module for each thing a person does.

import * as checks from "./review/checks.js";
import * as grips from "./review/grips.js";
import * as joining from "./review/joining.js";
import * as keys from "./review/keys.js";
import { current, goToEntry, goToPlace, leave, light, move, nextDoubtful, onLight, swap } from "./review/moves.js";
import * as pages from "./review/pages.js";
import { addRow, allEntries, canBeRemoved, compare, desk, entryOf, form, isAdded, isLines, isText, machinePlaces, main, outermost, placesOf, readonly, retitle, rowOf, setAccepted, setPlaces, setRemoved, speak, told, unfold, clean, fieldOf } from "./review/record.js";
import * as selecting from "./review/selecting.js";
import * as suggestions from "./review/suggestions.js";
import * as text from "./review/text.js";
import { onStep, redo, step, undo } from "./review/undo.js";

// What was typed or ticked while this script was still on its way: nothing has heard of it yet.
const early = [...form.elements].filter(differs);
function differs(one) {
  if (!one.name || one.type === "hidden") return false;
  if (one.type === "checkbox") return one.checked !== one.defaultChecked;
  if (one.matches("select")) return one.selectedIndex !== Math.max(0, [...one.options].findIndex((option) => option.defaultSelected));
  return "defaultValue" in one && one.value !== one.defaultValue;
}

const AHEAD = 60; // rows opened while nobody waits, so that Tab and reading programs find their fields

function accept() {
  const entry = current() && outermost(current());
  if (!entry || readonly || isAdded(entry)) return;
  const right = !entry.classList.contains("accepted");
  step(() => {
    setAccepted(entry, right);
    if (right) setRemoved(entry, false);
    for (const inner of entry.querySelectorAll("[data-entry]:not(.removed)")) setAccepted(inner, right);
  });
  count(entry);
  if (right) move(1);
  speak(told(right ? "accepted" : "not-accepted"));
}

function reject() {
  const entry = current();
  if (!entry || readonly || !canBeRemoved(entry)) return;
  const removed = !entry.classList.contains("removed");
  const next = entry.nextElementSibling ?? entry.previousElementSibling ?? entry.parentElement.closest("[data-entry]");
  step(() => setRemoved(entry, removed));
  count(entry);
  if (!entry.isConnected && next) goToEntry(next.matches("[data-entry]") ? next : next.querySelector("[data-entry]"));
  speak(told(removed ? "rejected" : "taken-back"));
}

// How many entries a type has, and how many of them the machine still doubts, beside its name.
function count(entry) {
  const section = entry?.closest?.(".type") ?? form;
  for (const one of section.matches(".type") ? [section] : form.querySelectorAll(".type")) {
    const rows = [...one.querySelectorAll(":scope > .entries > [data-entry]")];
    const chip = document.querySelector(`.sections [href="#${one.id}"]`);
    chip.querySelector("b").textContent = rows.filter((row) => !row.matches(".removed")).length;
    const doubts = rows.filter((row) => row.matches(".doubtful:not(.accepted, .removed, .changed)")).length;
    const sign = chip.querySelector("i");
    if (sign) { sign.textContent = doubts; sign.hidden = !doubts; }
  }
}

async function why(event) {
  const entry = entryOf(event?.target?.closest?.(".why")) ?? current();
  if (!entry || isAdded(entry)) return;
  const shown = document.getElementById("why");
  const again = shown && entryOf(shown) === entry;
  shown?.remove();
  if (again) return;
  light(entry);
  try {
    const answer = await fetch(`${desk.dataset.why}${entry.id}?machine=${form.elements.machine.value}`);
    if (!answer.ok) throw new Error(answer.statusText);
    const part = document.createElement("template");
    part.innerHTML = await answer.text();
    entry.querySelector(":scope > .fields").before(part.content);
    entry.scrollIntoView({ block: "nearest" });
    speak(document.getElementById("why").textContent);
  } catch {
    speak(told("offline"));
  }
}

const press = (act) => document.querySelector(`button[form=record][value=${act}]`)?.click();
const follow = (rel) => { const to = document.querySelector(`a[rel=${rel}]`); if (to) to.click(); else speak(told(`no-${rel}`)); };
const ifOpen = (command) => (...given) => (readonly ? undefined : command(...given));
const inNativeField = () => document.activeElement?.matches?.("input, textarea") && !form.contains(document.activeElement);
const commands = {
  "next-entry": () => move(1),
  "previous-entry": () => move(-1),
  "next-doubtful": nextDoubtful,
  swap,
  view: pages.turn,
  "next-document": () => follow("next"),
  "previous-document": () => follow("prev"),
  accept,
  reject,
  edit: () => current() && goToEntry(current(), true),
  leave: () => { suggestions.close(); window.getSelection().removeAllRanges(); leave(); for (const menu of document.querySelectorAll(".menu[open]")) menu.open = false; },
  why,
  save: () => press("save"),
  confirm: () => press("confirm"),
  undo: () => (inNativeField() ? false : undo()),
  redo: () => (inNativeField() ? false : redo()),
  identical: ifOpen(joining.identical),
  merge: ifOpen(joining.merge),
  split: ifOpen(joining.split),
  link: ifOpen(joining.link),
  longer: ifOpen(() => selecting.stretch("end", 1)),
  shorter: ifOpen(() => selecting.stretch("end", -1)),
  earlier: ifOpen(() => selecting.stretch("start", 1)),
  later: ifOpen(() => selecting.stretch("start", -1)),
  take: ifOpen(selecting.take),
};
for (const kind of ["organizations", "people", "positions", "leaders", "campaigns", "awards", "references", "tasks"]) {
  commands[`make-${kind}`] = ifOpen(() => { selecting.make(kind); count(); });
}

function add(button) {
  const list = form.querySelector(`[data-entries="${button.dataset.to}"]`);
  if (button.dataset.most && list.querySelectorAll(":scope > [data-entry]:not(.removed)").length >= Number(button.dataset.most)) {
    return goToEntry(list.querySelector("[data-entry]"), true);
  }
  const row = step(() => addRow(button.dataset.add, button.dataset.to));
  count(row);
  return goToEntry(row, true);
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".add")) add(button);
  if (button?.matches(".restore")) {
    const one = button.closest(".field").querySelector("[data-found]");
    step(() => {
      one.value = one.dataset.machine;
      const entry = entryOf(one);
      const places = placesOf(entry);
      setPlaces(entry, places.set(fieldOf(one), machinePlaces(entry).get(fieldOf(one)) ?? []));
      compare(one);
      checks.show(one, null);
      retitle(entry);
    });
    one.focus();
  }
  if (event.target.closest(".place")) {
    event.preventDefault();
    goToPlace(entryOf(event.target));
  } else if (event.target.closest("a.why")) {
    event.preventDefault();
    why(event);
  } else if (event.target.closest("legend") && !event.target.closest("label, a, button, input")) {
    goToEntry(entryOf(event.target));
  }
});

// A value typed by hand no longer stands where other words were taken for it.
function loosen(one) {
  const entry = entryOf(one);
  const places = placesOf(entry);
  const spans = places.get(fieldOf(one));
  if (!spans || !isText(one) || isLines(one)) return;
  const machine = machinePlaces(entry).get(fieldOf(one));
  if (machine?.join() === spans.join() || spans.some((span) => clean(text.words(...span)) === clean(one.value))) return;
  setPlaces(entry, places.set(fieldOf(one), machine ?? []));
}

form.addEventListener("input", (event) => {
  const one = event.target;
  if (one === form || !one.name) return;
  form.dataset.unsaved = "1";
  const entry = entryOf(one);
  if (one.name.endsWith("-remove") || one.name.endsWith("-accept")) {
    if (one.name.endsWith("-remove") && isAdded(entry)) return step(() => { setRemoved(entry, true); light(null); });
    entry.classList.toggle(one.name.endsWith("-remove") ? "removed" : "accepted", one.checked);
    count(entry);
    return text.repaint();
  }
  compare(one);
  loosen(one);
  if (entry) retitle(entry);
  return text.repaint();
});

form.addEventListener("keydown", (event) => {
  const oneLine = event.target.matches("textarea:not([data-lines]), input:not([type=checkbox])");
  if (event.key === "Enter" && oneLine && !event.ctrlKey) event.preventDefault();
});

document.querySelector(".legend").addEventListener("click", (event) => {
  const kind = event.target.closest(".kind");
  if (!kind) return;
  kind.setAttribute("aria-pressed", String(kind.getAttribute("aria-pressed") !== "true"));
  for (const one of document.querySelectorAll(".kind")) {
    document.querySelector(".source").classList.toggle(`no-${one.dataset.kind}`, one.getAttribute("aria-pressed") === "false");
  }
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

// Told once every script of the page listens: also what was changed here before the others did.
let heard = false;
const hear = () => { heard = true; };
for (const kind of ["input", "bienban:changed"]) form.addEventListener(kind, hear);
document.addEventListener("DOMContentLoaded", () => {
  for (const kind of ["input", "bienban:changed"]) form.removeEventListener(kind, hear);
  for (const one of early) one.dispatchEvent(new Event("input", { bubbles: true }));
  if (heard) form.dispatchEvent(new CustomEvent("bienban:changed", { bubbles: true }));
});
document.body.classList.add("with-script");
text.begin();
onStep((touched) => { count(); if (touched[0]) goToEntry(touched[0]); });
form.addEventListener("bienban:changed", () => { if (current()) for (const mark of document.querySelectorAll(".mark")) mark.classList.toggle("on", mark.dataset.rows.split(" ").some((row) => row === current().id || row.startsWith(`${current().id}-`))); });
for (const part of [selecting, grips, suggestions, checks, joining, pages]) part.begin();
keys.begin(commands);

const wrong = form.querySelector("[aria-invalid=true]");
const named = location.hash.length > 1 && rowOf(location.hash.slice(1));
if (wrong) {
  light(entryOf(wrong));
  wrong.focus();
} else if (named && entryOf(named) === named) goToEntry(named, true);
else if (!document.activeElement || document.activeElement === document.body) {
  const first = allEntries().find((entry) => entry.matches(".doubtful")) ?? allEntries()[0];
  light(first);
  first.focus({ preventScroll: true });
}
// Rows are opened while nobody waits: the first ones, and others when they come near.
const coming = new IntersectionObserver((seen) => {
  for (const one of seen) if (one.isIntersecting) { coming.unobserve(one.target); unfold(one.target); }
}, { root: document.querySelector(".record"), rootMargin: "500px" });
const whenIdle = window.requestIdleCallback ?? ((then) => setTimeout(then, 20));
function openAhead(first, deadline) {
  do unfold(first.shift()); while (first.length && (deadline?.timeRemaining() ?? 0) > 5);
  if (first.length) whenIdle((next) => openAhead(first, next));
}
whenIdle((deadline) => {
  const folded = allEntries().filter((entry) => entry.matches(".folded"));
  for (const entry of folded.slice(AHEAD)) if (outermost(entry) === entry) coming.observe(entry);
  if (folded.length) openAhead(folded.slice(0, AHEAD), deadline);
});
