// Words of the text become entries: chosen with the mouse or word by word with the arrow keys, then one key says what they are.

import { addRow, allEntries, clean, control, controls, desk, fieldOf, isLines, isRemoved, isRequired, isText, main, outermost, placesOf, readonly, retitle, setPlaces, setValue, shownPlaces, speak, told } from "./record.js";
import { article, lineAt, marksAt, nextLine, occurrences, offsetOf, rangeOf, source, tokens, words } from "./text.js";
import { current, goToEntry, lastOf } from "./moves.js";
import { step } from "./undo.js";

const bar = document.getElementById("chosen-bar");
let cursor = null;
const QUOTES = /^[\s“”"'‘’«».,;:()–-]+|[\s“”"'‘’«».,;:()–-]+$/gu;

// The chosen characters, whole words only; null where nothing is chosen.
export function chosen() {
  const selection = window.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!article.contains(range.commonAncestorContainer)) return null;
  const [from, to] = [offsetOf(range.startContainer, range.startOffset), offsetOf(range.endContainer, range.endOffset)];
  if (from === null || to === null || from >= to) return null;
  return wholeWords(from, to);
}

function wholeWords(from, to) {
  let [start, end] = [to, from];
  for (let line = lineAt(from); line && line.start < to; line = nextLine(line, 1)) {
    for (const token of tokens(line)) {
      if (token[1] <= from || token[0] >= to) continue;
      start = Math.min(start, token[0]);
      end = Math.max(end, token[1]);
    }
  }
  return start < end ? [start, end] : null;
}

export function choose(start, end) {
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(rangeOf(start, end));
}
const drop = () => { window.getSelection().removeAllRanges(); cursor = null; };

// ← and → go word by word through the text, with Shift the choice grows; ↑ and ↓ go to the line before and after.
function walk(event) {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!by || event.altKey || event.ctrlKey || event.metaKey || readonly) return;
  event.preventDefault();
  const here = cursor ?? start();
  const moved = event.key.endsWith("Up") || event.key.endsWith("Down") ? ofLine(here.focus, by) : ofWord(here.focus, by);
  if (!moved) return;
  cursor = { anchor: event.shiftKey ? here.anchor : moved, focus: moved };
  const [from, to] = [Math.min(cursor.anchor[0], moved[0]), Math.max(cursor.anchor[1], moved[1])];
  choose(from, to);
  const seen = rangeOf(...moved).getBoundingClientRect();
  const pane = source.getBoundingClientRect();
  if (seen.top < pane.top + 70 || seen.bottom > pane.bottom - 20) source.scrollTop += seen.top - pane.top - pane.height / 3;
  speak(words(from, to));
}
function start() {
  const spans = current() ? [...shownPlaces(current()).values()].flat() : [];
  const token = tokens(lineAt(spans[0]?.[0] ?? 0)).find((one) => one[1] > (spans[0]?.[0] ?? 0)) ?? [0, 1];
  return { anchor: token, focus: [token[0], token[0]] };
}
function ofWord(focus, by) {
  const line = lineAt(focus[0]);
  const all = tokens(line);
  const next = by > 0 ? all.find((token) => token[0] >= focus[1] && token[1] > focus[0]) : all.findLast((token) => token[1] <= focus[0]);
  if (next) return next;
  for (let other = nextLine(line, by); other; other = nextLine(other, by)) {
    const there = tokens(other);
    if (there.length) return by > 0 ? there[0] : there.at(-1);
  }
  return null;
}
function ofLine(focus, by) {
  const line = lineAt(focus[0]);
  for (let other = nextLine(line, by); other; other = nextLine(other, by)) {
    const there = tokens(other);
    if (there.length) return there.find((token) => token[0] - other.start >= focus[0] - line.start) ?? there.at(-1);
  }
  return null;
}

// The chosen words without the quotes and marks around them.
function trimmed([start, end]) {
  const text = words(start, end);
  const left = text.length - text.replace(/^[\s“”"'‘’«».,;:()–-]+/u, "").length;
  const right = text.length - text.replace(/[\s“”"'‘’«».,;:()–-]+$/u, "").length;
  return lineAt(start) === lineAt(end - 1) && left + right < text.length ? [start + left, end - right] : [start, end];
}

// Makes the chosen words an entry of a type; other names inside them go to the fields that they belong to.
export function make(kind) {
  const found = chosen();
  if (!found) return speak(told("select-first"));
  const span = kind === "tasks" ? found : trimmed(found);
  const person = kind === "positions" ? nearestPerson(span) : null;
  if (kind === "positions" && !person) return speak(told("no-person"));
  const row = step(() => {
    const made = addRow(kind, person ? `${person.id}-positions` : kind);
    for (const [field, value, place] of partsOf(kind, span)) {
      const one = control(made, field);
      if (!one || !value) continue;
      setValue(one, value);
      if (place) setPlaces(made, placesOf(made).set(field, [place]));
    }
    retitle(made);
    return made;
  });
  drop();
  goToEntry(row, true);
  const open = controls(row).find((one) => isText(one) && !one.value && isRequired(one));
  open?.focus({ preventScroll: true });
  speak(`${told("made")} ${row.querySelector(".entry-title").textContent}`);
  desk.dispatchEvent(new CustomEvent("bienban:made", { detail: row }));
}

function nearestPerson([start, end]) {
  const here = current() && outermost(current());
  if (here?.dataset.entry === "people" && !isRemoved(here)) return here;
  const far = (entry) => Math.min(...[...shownPlaces(entry).values()].flat().map(([from, to]) => (to <= start ? start - to : 2 * Math.max(0, from - end))));
  return allEntries().filter((entry) => entry.dataset.entry === "people" && !isRemoved(entry)).sort((a, b) => far(a) - far(b))[0];
}

// What each field of a new entry gets: its words and their place.
function partsOf(kind, span) {
  const [start, end] = span;
  const text = words(start, end);
  const inside = (sections) => marksAt(start, end).filter((mark) => sections.includes(mark.section) && mark.start >= start && mark.end <= end && mark.field !== "organization")
    .sort((a, b) => b.end - b.start - (a.end - a.start))[0];
  const apart = (name) => {
    if (!name) return [text, span];
    const before = trimmed([start, name.start]);
    const after = trimmed([name.end, end]);
    const rest = before[1] > before[0] && words(...before).replace(QUOTES, "") ? before : after;
    return rest[1] > rest[0] ? [words(...rest).replace(/^(là|được bầu là|được suy tôn là|làm) /u, ""), rest] : ["", null];
  };
  if (kind === "positions") {
    const body = inside(["organizations"]);
    return [["title", ...apart(body)], ...(body ? [["organization", words(body.start, body.end), [body.start, body.end]]] : [])];
  }
  if (kind === "leaders") {
    const holder = inside(["people", "organizations"]);
    if (!holder) return [["position", text, span]];
    return [["holder", words(holder.start, holder.end), [holder.start, holder.end]], ["position", ...apart(holder)], ["holder_kind", holder.section === "people" ? "person" : "organization", null]];
  }
  if (kind === "awards") {
    const recipient = inside(["people", "organizations"]);
    const kindOf = recipient && (recipient.section === "people" ? "individual" : "collective");
    return [["award", ...apart(recipient)], ...(recipient ? [["recipient", words(recipient.start, recipient.end), [recipient.start, recipient.end]], ["recipient_kind", kindOf, null]] : [])];
  }
  if (kind === "references") return reference(text, start);
  return [[kind === "tasks" ? "text" : "name", text, span]];
}

function reference(text, start) {
  const number = /(?:số\s+)?(\d+[\p{L}\d]*[/-][\p{L}\d/&-]+)/u.exec(text);
  const length = (part) => [...part].length;
  if (!number) return [["kind", text, [start, start + length(text)]]];
  const kind = text.slice(0, number.index).trim() || text;
  const at = start + length(text.slice(0, text.indexOf(number[1], number.index)));
  return [["kind", kind, [start, start + length(kind)]], ["number", number[1], [at, at + length(number[1])]]];
}

// The chosen words become the value of the field that was edited last in the current entry.
export function take() {
  const [found, entry] = [chosen(), current()];
  if (!found) return speak(told("select-first"));
  if (!entry) return undefined;
  const one = lastOf(entry) ?? main(entry);
  const span = trimmed(found);
  step(() => {
    const text = words(...span);
    const places = placesOf(entry);
    if (isLines(one)) setValue(one, [...one.value.split("\n").filter(Boolean), text].join("\n"));
    else setValue(one, text);
    setPlaces(entry, places.set(fieldOf(one), isLines(one) ? [...(places.get(fieldOf(one)) ?? []), span] : [span]));
    retitle(entry);
  });
  drop();
  goToEntry(entry);
  one.focus({ preventScroll: true });
}

// The place that keys and grips stretch: of the focused mark, else the first of the field by which the entry is known.
export function activePlace(entry = current()) {
  if (!entry || isRemoved(entry)) return null;
  const shown = shownPlaces(entry);
  const mark = document.activeElement.closest?.(".mark.on");
  const at = mark && article.contains(mark) ? offsetOf(mark, 0) : null;
  for (const [field, spans] of shown) {
    const index = spans.findIndex(([start, end]) => at !== null && start <= at && at < end);
    if (index >= 0) return { entry, field, index, span: spans[index] };
  }
  const field = shown.has(fieldOf(main(entry))) ? fieldOf(main(entry)) : shown.keys().next().value;
  return field === undefined ? null : { entry, field, index: 0, span: shown.get(field)[0] };
}

// Puts a place elsewhere; a value that was exactly the words of its place follows.
export function movePlace({ entry, field, index, span }, next) {
  if (next[0] >= next[1] || (next[0] === span[0] && next[1] === span[1])) return;
  const before = field && control(entry, field)?.value;
  step(() => {
    const places = placesOf(entry);
    const spans = [...(shownPlaces(entry).get(field) ?? [])];
    spans[index] = next;
    setPlaces(entry, places.set(field, spans));
    const one = field && control(entry, field);
    if (!one || !isText(one)) return;
    const [old, now] = [clean(words(...span)), clean(words(...next))];
    if (isLines(one)) setValue(one, one.value.split("\n").map((line) => (clean(line) === old ? now : line)).join("\n"));
    else if (clean(one.value) === old || one.matches(".k-text textarea") && old.includes(clean(one.value))) setValue(one, now);
    retitle(entry);
  });
  const one = field && control(entry, field);
  if (one && !isLines(one) && one.value !== before) desk.dispatchEvent(new CustomEvent("bienban:corrected", { detail: { one, from: before } }));
  speak(words(...next));
}

export function stretch(edge, by) {
  const place = activePlace();
  if (!place) return speak(told("no-place"));
  const [start, end] = place.span;
  const line = lineAt(edge === "end" ? end - 1 : start);
  const all = tokens(line);
  if (edge === "end") {
    const to = by > 0 ? all.find((token) => token[1] > end)?.[1] : all.findLast((token) => token[1] < end)?.[1];
    if (to !== undefined) movePlace(place, [start, to]);
  } else {
    const to = by > 0 ? all.findLast((token) => token[0] < start)?.[0] : all.find((token) => token[0] > start)?.[0];
    if (to !== undefined) movePlace(place, [to, end]);
  }
  return undefined;
}

// What else the text calls exactly so and nobody has marked for this entry.
export function unmarked(entry) {
  const name = clean(main(entry).value);
  const known = new Set([...shownPlaces(entry).values()].flat().map((span) => span.join("-")));
  return name.length > 2 ? occurrences(name).filter((span) => !known.has(span.join("-"))) : [];
}

function showBar() {
  const found = readonly ? null : chosen();
  bar.hidden = !found;
  if (!found) return;
  const box = window.getSelection().getRangeAt(0).getBoundingClientRect();
  bar.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - bar.offsetWidth - 8))}px`;
  bar.style.top = `${box.bottom + bar.offsetHeight + 10 > window.innerHeight ? box.top - bar.offsetHeight - 6 : box.bottom + 6}px`;
}

export function begin() {
  document.addEventListener("selectionchange", showBar);
  source.addEventListener("scroll", () => { if (!bar.hidden) showBar(); }, { passive: true });
  source.addEventListener("keydown", (event) => { if (!event.target.closest("button, input")) walk(event); });
  source.addEventListener("pointerdown", () => { cursor = null; });
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
}
