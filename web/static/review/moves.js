// Going about: between entries, between an entry and its place in the text, to what the machine doubts.

import { entryOf, form, kindName, outerEntries, outermost, rowOf, speak, told, unfold } from "./record.js";
import { source } from "./text.js";

let here = null;
let lastControl = null;
const followers = [];
export const current = () => (here?.isConnected ? here : null);
export const lastOf = (entry) => (lastControl?.isConnected && entryOf(lastControl) === entry ? lastControl : null);
export const onLight = (follower) => followers.push(follower);
export const marksOf = (key) => [...source.querySelectorAll(".mark, .box")].filter(
  (mark) => mark.dataset.rows?.split(" ").some((row) => row === key || row.startsWith(`${key}-`)),
);

export function light(entry) {
  const outer = entry && outermost(entry);
  for (const node of document.querySelectorAll(".on")) node.classList.remove("on");
  here = entry;
  if (entry) {
    unfold(outer);
    outer.classList.add("on");
    entry.classList.add("on");
    for (const mark of marksOf(entry.id)) mark.classList.add("on");
  }
  followers.forEach((follower) => follower(entry));
}

export function goToEntry(entry, field = false) {
  if (!entry) return;
  light(entry);
  const first = field && entry.querySelector(":scope > .fields :is(textarea, input:not([type=hidden], [type=checkbox]), select):not([disabled])");
  (first || entry).focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
  showPlace(entry);
}

export function goToPlace(entry) {
  const mark = marksOf(entry.id).find((one) => one.offsetParent !== null || one.matches(".box"));
  if (!mark) return speak(told("no-place"));
  light(entry);
  bringIntoView(mark);
  mark.focus({ preventScroll: true });
}

// Brings an entry's words into view where none of them is, without taking the reader elsewhere.
export function showPlace(entry) {
  const pane = source.getBoundingClientRect();
  const marks = marksOf(entry.id);
  const seen = marks.some((mark) => {
    if (!isLaidOut(mark)) return false; // so not in sight; asking where it is would lay it out
    const box = mark.getBoundingClientRect();
    return box.top >= pane.top + 70 && box.bottom <= pane.bottom;
  });
  if (!seen) bringIntoView(marks.find((mark) => mark.getClientRects().length));
}

const isLaidOut = (node) => node.checkVisibility({ contentVisibilityAuto: true });
// What is far away is not laid out and has a guessed height: the way there is taken at once, and again when the heights are known.
export function bringIntoView(mark) {
  if (!mark) return;
  if (isLaidOut(mark)) return mark.scrollIntoView({ block: "center" });
  const jump = () => mark.isConnected && mark.scrollIntoView({ block: "center", behavior: "instant" });
  jump();
  requestAnimationFrame(() => requestAnimationFrame(jump));
}

const editing = () => Boolean(document.activeElement?.matches?.("#record textarea, #record select, #record input:not([type=checkbox])"));
function arrive(entry, all) {
  goToEntry(entry, editing());
  const same = all.filter((one) => one.dataset.entry === entry.dataset.entry);
  speak(`${told("entry-of", `${same.indexOf(entry) + 1}/${same.length}`, kindName(entry.dataset.entry))}: ${entry.querySelector(".entry-title").textContent}`);
}

export function move(by) {
  const all = outerEntries();
  const at = current() ? all.indexOf(outermost(current())) : -1;
  if (all.length) arrive(all[Math.min(Math.max(at + by, 0), all.length - 1)], all);
}

export const isDoubted = (entry) => entry.matches(".doubtful:not(.accepted, .removed, .changed)") || Boolean(entry.querySelector(".doubtful:not(.accepted, .removed, .changed)"));
export function nextDoubtful() {
  const all = outerEntries();
  const at = current() ? all.indexOf(outermost(current())) : -1;
  const next = [...all.slice(at + 1), ...all.slice(0, at + 1)].find(isDoubted);
  if (next) arrive(next, all);
  else speak(told("no-doubt-left"));
}

export function swap() {
  const mark = document.activeElement.closest?.(".mark, .box");
  if (mark) return goToEntry(rowOf(mark.dataset.rows.split(" ")[0]), true);
  const entry = entryOf(document.activeElement) ?? current();
  return entry && goToPlace(entry);
}

// Out of a field, to its entry: single keys are commands again.
export function leave() {
  const entry = entryOf(document.activeElement) ?? current();
  if (entry) outermost(entry).focus({ preventScroll: true });
}

form.addEventListener("focusin", (event) => {
  const entry = entryOf(event.target);
  if (event.target.matches("textarea, select, input:not([type=checkbox])")) lastControl = event.target;
  if (!entry || entry === current()) return;
  light(entry);
  showPlace(entry);
});

source.addEventListener("click", (event) => {
  const mark = event.target.closest(".mark");
  if (!mark) return;
  event.preventDefault();
  if (!window.getSelection().isCollapsed) return;
  const rows = mark.dataset.rows.split(" ");
  goToEntry(rowOf(rows[(rows.indexOf(current()?.id) + 1) % rows.length]), true);
});

// Hovering shows the other side, without moving anything.
let hovered = null;
function hover(key) {
  if (key === hovered) return;
  hovered = key;
  for (const node of document.querySelectorAll(".over")) node.classList.remove("over");
  if (!key) return;
  rowOf(key)?.classList.add("over");
  for (const mark of marksOf(key)) mark.classList.add("over");
}
source.addEventListener("pointerover", (event) => hover(event.target.closest(".mark, .box")?.dataset.rows?.split(" ")[0] ?? null));
form.addEventListener("pointerover", (event) => hover(entryOf(event.target)?.id ?? null));
source.addEventListener("pointerleave", () => hover(null));
form.addEventListener("pointerleave", () => hover(null));
