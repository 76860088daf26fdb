// Undo and redo without limit: a step is the difference between two states of the form, whatever made it.

import { bring, form, retitle, speak, stateOfForm, told } from "./record.js";
import { repaint } from "./text.js";

const PAUSE = 700;
let before = null;
let timer = 0;
const undone = [];
const done = [];
const watchers = [];

export const onStep = (watcher) => watchers.push(watcher);
export function begin() { before ??= stateOfForm(); }

// Closes the step that is being typed, if any.
export function settle() {
  clearTimeout(timer);
  timer = 0;
  begin();
  const after = stateOfForm();
  const step = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(name), after.get(name)];
    if (old?.join("\0") !== now?.join("\0")) step.push([name, old, now]);
  }
  before = after;
  if (!step.length) return;
  done.push(step);
  undone.length = 0;
}

// Makes one step of whatever `change` does to the form.
export function step(change) {
  settle();
  const result = change();
  settle();
  tell();
  return result;
}

function tell() {
  form.dataset.unsaved = "1";
  form.dispatchEvent(new CustomEvent("bienban:changed", { bubbles: true }));
}

function back(from, to, side, spoken, nothing) {
  settle();
  const last = from.pop();
  if (!last) return speak(told(nothing));
  to.push(last);
  const touched = bring(new Map(last.map(([name, old, now]) => [name, side === "old" ? old : now])));
  before = stateOfForm();
  touched.forEach(retitle);
  repaint();
  tell();
  speak(told(spoken));
  watchers.forEach((watcher) => watcher(touched));
}
export const undo = () => back(done, undone, "old", "undone", "nothing-to-undo");
export const redo = () => back(undone, done, "now", "redone", "nothing-to-redo");

form.addEventListener("focusin", begin, { once: true });
form.addEventListener("beforeinput", begin);
form.addEventListener("input", (event) => {
  if (event.target === form) return;
  begin();
  clearTimeout(timer);
  timer = setTimeout(settle, PAUSE);
});
form.addEventListener("focusout", () => timer && settle());
