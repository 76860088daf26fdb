// Two grips at the ends of the current entry's place: dragged, they stretch or shrink it word by word.

import { current, onLight } from "./moves.js";
import { form, readonly, told } from "./record.js";
import { activePlace, movePlace } from "./selecting.js";
import { article, lineAt, offsetOf, rangeOf, source, tokens } from "./text.js";

const grips = ["start", "end"].map((edge) => {
  const grip = document.createElement("span");
  grip.className = `grip ${edge}`;
  grip.title = told(`stretch-${edge}`);
  grip.hidden = true;
  grip.dataset.edge = edge;
  return grip;
});
let dragged = null;

function put() {
  const place = readonly || article.hidden ? null : activePlace(current());
  for (const grip of grips) grip.hidden = !place;
  if (!place) return;
  const boxes = rangeOf(...place.span).getClientRects();
  if (!boxes.length) return;
  const pane = source.getBoundingClientRect();
  const [first, last] = [boxes[0], boxes[boxes.length - 1]];
  for (const [grip, left, box] of [[grips[0], first.left, first], [grips[1], last.right, last]]) {
    grip.style.left = `${left - pane.left + source.scrollLeft}px`;
    grip.style.top = `${box.top - pane.top + source.scrollTop}px`;
    grip.style.height = `${box.height}px`;
  }
}

function offsetAt(x, y) {
  const at = document.caretPositionFromPoint?.(x, y);
  if (at) return offsetOf(at.offsetNode, at.offset);
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? offsetOf(range.startContainer, range.startOffset) : null;
}

function dragTo(event) {
  const offset = offsetAt(event.clientX, event.clientY);
  if (offset === null) return;
  const all = tokens(lineAt(offset));
  const { place, edge } = dragged;
  const [start, end] = place.span;
  const near = (side) => all.map((token) => token[side]).sort((a, b) => Math.abs(a - offset) - Math.abs(b - offset))[0];
  const next = edge === "end" ? [start, near(1)] : [near(0), end];
  if (next[0] >= next[1]) return;
  dragged.next = next;
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(rangeOf(...next));
}

export function begin() {
  source.append(...grips);
  onLight(put);
  form.addEventListener("bienban:changed", () => requestAnimationFrame(put));
  window.addEventListener("resize", put);
  new ResizeObserver(put).observe(article); // lines that come near get their real heights, and move what stands below
  for (const grip of grips) {
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const place = activePlace(current());
      if (!place) return;
      dragged = { place, edge: grip.dataset.edge, next: null };
      grip.setPointerCapture(event.pointerId);
      source.classList.add("stretching");
    });
    grip.addEventListener("pointermove", (event) => dragged && dragTo(event));
    grip.addEventListener("pointerup", () => {
      const { place, next } = dragged ?? {};
      dragged = null;
      source.classList.remove("stretching");
      window.getSelection().removeAllRanges();
      if (next) movePlace(place, next);
      put();
    });
  }
}
