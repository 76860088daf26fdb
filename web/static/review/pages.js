// The original beside the record: drawn pages with the boxes of their words, or the text laid out as in the file.

import { bringIntoView, current, goToEntry, light, marksOf } from "./moves.js";
import { form, readonly, rowOf } from "./record.js";
import { choose } from "./selecting.js";
import { article, marksAt, source } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
const original = document.getElementById("original");
const button = document.querySelector(".view");
const sheets = original ? [...original.querySelectorAll(".sheet")] : [];
const loaded = new Map(); // sheet → its words: [start, end, left, top, right, bottom]
let shown = false;

async function load(sheet) {
  if (loaded.has(sheet)) return;
  loaded.set(sheet, []);
  const image = sheet.querySelector("img");
  image.src = image.dataset.src;
  try {
    const answer = await fetch(sheet.dataset.words);
    if (answer.ok) loaded.set(sheet, await answer.json());
  } catch {
    loaded.delete(sheet); // asked for again when the page comes into view again
  }
  draw(sheet);
}

function draw(sheet) {
  const boxes = (loaded.get(sheet) ?? []).map(([start, end, left, top, right, bottom]) => {
    const over = marksAt(start, end).sort((a, b) => a.end - a.start - (b.end - b.start));
    const box = document.createElementNS(SVG, "rect");
    const sides = { x: left - 0.5, y: top - 0.5, width: right - left + 1, height: bottom - top + 1, rx: 1 };
    for (const [name, value] of Object.entries(sides)) box.setAttribute(name, value);
    box.setAttribute("class", over.length ? `box t-${over[0].section}` : "box");
    box.dataset.start = start;
    box.dataset.end = end;
    if (over.length) box.dataset.rows = [...new Set(over.map((mark) => mark.row))].join(" ");
    return box;
  });
  sheet.querySelector("svg").replaceChildren(...boxes);
  if (current()) for (const box of marksOf(current().id)) box.classList.add("on");
}

// The page that holds these characters.
const sheetAt = (start) => sheets.findLast((sheet) => Number(sheet.dataset.start) <= start) ?? sheets[0];

export async function turn() {
  shown = !shown;
  button.setAttribute("aria-pressed", String(shown));
  if (!original) {
    article.classList.toggle("paper", shown);
    return;
  }
  const at = firstVisible();
  original.hidden = !shown;
  article.hidden = shown;
  if (current()) light(current());
  if (!shown) {
    if (current()) bringIntoView(marksOf(current().id)[0]);
    return;
  }
  const mark = current() && [...article.querySelectorAll(".mark")].find((one) => one.dataset.rows.split(" ").includes(current().id));
  const sheet = sheetAt(Number(mark?.closest("[data-start]").dataset.start ?? at));
  await load(sheet);
  sheet.scrollIntoView();
  if (current()) marksOf(current().id)[0]?.scrollIntoView({ block: "center" });
}
function firstVisible() {
  const top = source.getBoundingClientRect().top + 60;
  return [...article.querySelectorAll("[data-start]")].find((line) => line.getBoundingClientRect().bottom > top)?.dataset.start ?? 0;
}

// Dragging over words of the page chooses the same words in the text, so that the same keys make entries of them.
let from = null;
function drag(event) {
  const box = event.target.closest?.(".box");
  if (!box || readonly) return;
  if (event.type === "pointerdown") from = box;
  if (!from || event.type === "pointerdown") return;
  const edges = [from, box].flatMap((one) => [Number(one.dataset.start), Number(one.dataset.end)]);
  const [start, end] = [Math.min(...edges), Math.max(...edges)];
  for (const one of original.querySelectorAll(".box")) one.classList.toggle("chosen", Number(one.dataset.start) >= start && Number(one.dataset.end) <= end);
  if (event.type === "pointerup") {
    const clicked = from === box;
    from = null;
    for (const one of original.querySelectorAll(".chosen")) one.classList.remove("chosen");
    if (clicked && box.dataset.rows) goToEntry(rowOf(box.dataset.rows.split(" ")[0]), true);
    else if (!clicked) {
      turn();
      choose(start, end);
      source.focus({ preventScroll: true });
    }
  }
}

export function begin() {
  if (!original) return;
  const watcher = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) load(one.target);
  }, { root: source, rootMargin: "600px" });
  for (const sheet of sheets) watcher.observe(sheet);
  for (const type of ["pointerdown", "pointermove", "pointerup"]) original.addEventListener(type, drag);
  window.addEventListener("pointerup", () => { from = null; });
  form.addEventListener("bienban:changed", () => { if (shown) for (const sheet of loaded.keys()) draw(sheet); });
}
