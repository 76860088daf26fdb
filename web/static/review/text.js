// The document's text: characters and where they stand in the page, and the marks of the record's values over them.
// Places count characters (code points), as the record does; a script's own strings count UTF-16 units.

import { allEntries, desk, form, isRemoved, kindName, shownPlaces } from "./record.js";

export const source = document.querySelector(".source");
export const article = document.getElementById("text");
const lines = [...article.querySelectorAll("[data-start]")].map((node) => {
  const text = node.textContent;
  const wide = /[\ud800-\udfff]/.test(text);
  const start = Number(node.dataset.start);
  return { node, text, wide, start, end: start + (wide ? [...text].length : text.length), painted: null };
}).sort((a, b) => a.start - b.start);

export function lineAt(offset) {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle].start <= offset) low = middle;
    else high = middle - 1;
  }
  return lines[low];
}
const units = (line, characters) => (line.wide ? [...line.text].slice(0, characters).join("").length : characters);
const characters = (line, count) => (line.wide ? [...line.text.slice(0, count)].length : count);
const cut = (line, start, end) => line.text.slice(units(line, Math.max(start, line.start) - line.start), units(line, Math.min(end, line.end) - line.start));

export function words(start, end) {
  return lines.filter((line) => line.start < end && line.end > start).map((line) => cut(line, start, end)).join(" ").trim();
}

// The words and marks of punctuation of a line, each with its place.
export function tokens(line) {
  const found = [];
  for (const match of line.text.matchAll(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu)) {
    const start = line.start + characters(line, match.index);
    found.push([start, start + [...match[0]].length]);
  }
  return found;
}
export const nextLine = (line, by) => lines[lines.indexOf(line) + by];
export const everyLine = () => lines;

// Every place where the text says exactly `wanted`, whole words only.
export function occurrences(wanted) {
  const found = [];
  const inner = /[\p{L}\p{M}\p{N}]/u;
  for (const line of lines) {
    for (let at = line.text.indexOf(wanted); wanted && at >= 0; at = line.text.indexOf(wanted, at + 1)) {
      const [before, after] = [line.text[at - 1] ?? " ", line.text[at + wanted.length] ?? " "];
      if (!inner.test(before) && !inner.test(after)) found.push([line.start + characters(line, at), line.start + characters(line, at + wanted.length)]);
    }
  }
  return found;
}

function textNode(line, offset, forward) {
  const walker = document.createTreeWalker(line.node, NodeFilter.SHOW_TEXT);
  let left = units(line, Math.min(Math.max(offset, line.start), line.end) - line.start);
  let node = walker.nextNode();
  while (node && (left > node.length || (forward && left === node.length && left < line.text.length))) {
    left -= node.length;
    node = walker.nextNode() ?? node;
  }
  return [node ?? line.node, node ? left : 0];
}
export function rangeOf(start, end) {
  const range = document.createRange();
  range.setStart(...textNode(lineAt(start), start, true));
  range.setEnd(...textNode(lineAt(end - 1), end, false));
  return range;
}
// The character at a point of the page's tree, null outside of the text.
export function offsetOf(node, at) {
  const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-start]");
  const line = element && lines.find((one) => one.node === element);
  if (!line) return null;
  const range = document.createRange();
  range.setStart(line.node, 0);
  range.setEnd(node, at);
  return line.start + characters(line, range.toString().length);
}

// Marks as the record stands now: shortest first where several lie over the same words.
function marksNow() {
  const marks = [];
  for (const entry of allEntries()) {
    if (isRemoved(entry)) continue;
    for (const [field, spans] of shownPlaces(entry)) {
      for (const [start, end] of spans) marks.push({ start, end, section: entry.dataset.entry, row: entry.id, field });
    }
  }
  return marks;
}
let marks = [];
export const marksAt = (start, end) => marks.filter((mark) => mark.start < end && mark.end > start);
const signature = (found) => found.map((mark) => `${mark.start}-${mark.end}-${mark.row}`).join();

// Paints anew the lines whose marks are no longer those that they show.
export function repaint() {
  marks = marksNow();
  const first = new Map();
  for (const mark of marks) first.set(mark.row, Math.min(first.get(mark.row) ?? Infinity, mark.start));
  const byLine = new Map();
  for (const mark of marks) {
    for (let line = lineAt(mark.start); line && line.start < mark.end; line = nextLine(line, 1)) {
      if (line.end > mark.start) byLine.set(line, [...(byLine.get(line) ?? []), mark]);
    }
  }
  for (const line of lines) {
    const here = byLine.get(line) ?? [];
    const now = signature(here);
    if (line.painted !== null && line.painted !== now) paint(line, here, first);
    line.painted = now;
  }
}

export function paint(line, here, first) {
  const edges = new Set([line.start, line.end]);
  for (const mark of here) for (const edge of [mark.start, mark.end]) if (line.start < edge && edge < line.end) edges.add(edge);
  const cuts = [...edges].sort((a, b) => a - b);
  const pieces = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    const over = here.filter((mark) => mark.start <= start && end <= mark.end)
      .sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start || a.end - b.end);
    const rows = [...new Set(over.map((mark) => mark.row))];
    const opens = rows.filter((row) => first.get(row) === start);
    for (const row of opens.slice(1)) pieces.push(Object.assign(document.createElement("span"), { className: "anchor", id: `at-${row}` }));
    pieces.push(over.length ? markFor(over, rows, opens, cut(line, start, end)) : cut(line, start, end));
  }
  line.node.replaceChildren(...pieces);
}

function markFor(over, rows, opens, text) {
  const kinds = [...new Set(over.map((mark) => mark.section))];
  const mark = document.createElement("a");
  mark.className = ["mark", `t-${kinds[0]}`, ...kinds.slice(1, 3).map((kind) => `u-${kind}`)].join(" ");
  mark.href = `#${rows[0]}`;
  mark.dataset.rows = rows.join(" ");
  mark.title = kinds.map(kindName).join(" · ");
  if (opens.length) mark.id = `at-${opens[0]}`;
  else mark.tabIndex = -1;
  mark.textContent = text;
  return mark;
}

// What the server painted counts as painted; from here on only what changes is painted.
export function begin() { repaint(); }
export function repaintAll() {
  for (const line of lines) line.painted = "";
  repaint();
}
form.addEventListener("bienban:changed", repaint);
desk.addEventListener("bienban:repaint", repaint);
