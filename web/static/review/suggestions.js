// Suggestions while a name is typed: from this document's record and text, and from what people confirmed before.

import { clean, desk, fieldOf, form, isLines, labelOf, told } from "./record.js";
import { everyLine } from "./text.js";

const SORTS = JSON.parse(desk.dataset.sorts);
const ALIKE = { holder: ["holder", "organization", "person"], organization: ["organization", "person"] };
const list = document.getElementById("suggestions");
const MOST = 8;
let box = null;
let active = -1;
let asked = 0;
let timer = 0;

const plain = (text) => clean(text).toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
const isPlain = (typed) => plain(typed) === clean(typed).toLowerCase();
// Marks count only where they were typed.
function fits(value, typed) {
  const [there, wanted] = [plain(value), plain(typed)];
  if (there === wanted && value === typed) return false;
  const begins = there.startsWith(wanted) || there.includes(` ${wanted}`);
  return begins && (isPlain(typed) || value.toLowerCase().includes(clean(typed).toLowerCase()));
}

function typedIn(one) {
  if (!isLines(one)) return one.value;
  return one.value.slice(0, one.selectionStart).split("\n").at(-1);
}

function fromRecord(sorts, typed, one) {
  const found = new Map();
  for (const other of form.elements) {
    if (!other.name || other === one || !sorts.includes(SORTS[labelOf(other.name)])) continue;
    for (const value of other.value.split("\n")) if (value && fits(value, typed)) found.set(value, (found.get(value) ?? 0) + 1);
  }
  return [...found].sort((a, b) => b[1] - a[1]).map(([value]) => value);
}

// What the text goes on with after the typed words, up to the next mark of punctuation.
function fromText(typed) {
  if (clean(typed).length < 3) return [];
  const found = new Set();
  const wanted = clean(typed).toLowerCase();
  for (const { text } of everyLine()) {
    for (let at = text.toLowerCase().indexOf(wanted); at >= 0 && found.size < 3; at = text.toLowerCase().indexOf(wanted, at + 1)) {
      if (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1])) continue;
      const name = text.slice(at).split(/[,;:.()“”"\n]| và | là | – /u)[0].split(" ").slice(0, 12).join(" ").trim();
      if (name.toLowerCase() !== wanted) found.add(name);
    }
  }
  return [...found];
}

async function fromEarlier(one, typed) {
  const address = `${desk.dataset.suggestions}?${new URLSearchParams({ field: labelOf(one.name), q: typed })}`;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : [];
  } catch {
    return []; // without a connection what stands in the document is suggested all the same
  }
}

function offer(one) {
  const sort = SORTS[labelOf(one.name)];
  if (!sort) return close();
  const typed = typedIn(one).trim();
  const number = ++asked;
  const sorts = ALIKE[sort] ?? [sort];
  const here = [...new Set([...fromRecord(sorts, typed, one), ...(one.matches("textarea") ? fromText(typed) : [])])].slice(0, MOST)
    .map((value) => ({ value, note: told("from-document") }));
  show(one, here);
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const earlier = await fromEarlier(one, typed);
    if (number !== asked || document.activeElement !== one) return;
    const known = new Set([one.value, ...here.map((item) => item.value)]);
    show(one, [...here, ...earlier.filter((item) => !known.has(item.value)).map((item) => ({ value: item.value, note: told("from-earlier", item.uses) }))].slice(0, MOST + 4));
  }, 120);
  return undefined;
}

function show(one, items) {
  const kept = active >= 0 ? list.children[active]?.dataset.value : null;
  if (!items.length) return close();
  box = one;
  list.replaceChildren(...items.map((item, i) => {
    const option = document.createElement("li");
    option.role = "option";
    option.id = `suggestion-${i}`;
    option.dataset.value = item.value;
    option.append(Object.assign(document.createElement("span"), { textContent: item.value }), Object.assign(document.createElement("small"), { textContent: item.note }));
    return option;
  }));
  one.setAttribute("role", "combobox");
  one.setAttribute("aria-autocomplete", "list");
  one.setAttribute("aria-expanded", "true");
  one.setAttribute("aria-controls", "suggestions");
  list.hidden = false;
  const at = one.getBoundingClientRect();
  list.style.left = `${at.left}px`;
  list.style.width = `${Math.max(at.width, 260)}px`;
  const below = at.bottom + list.offsetHeight < window.innerHeight;
  list.style.top = `${below ? at.bottom + 2 : at.top - list.offsetHeight - 2}px`;
  point(kept ? items.findIndex((item) => item.value === kept) : -1);
  return undefined;
}

function point(index) {
  active = index;
  [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
  if (active >= 0) {
    box.setAttribute("aria-activedescendant", `suggestion-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  } else box?.removeAttribute("aria-activedescendant");
}

export function close() {
  asked++;
  clearTimeout(timer);
  if (box) {
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
  box = null;
  active = -1;
  list.hidden = true;
}

function pick(value) {
  const one = box;
  if (isLines(one)) {
    const [before, after] = [one.value.slice(0, one.selectionStart), one.value.slice(one.selectionStart)];
    const head = [...before.split("\n").slice(0, -1), value].join("\n");
    one.value = head + after;
    one.selectionStart = one.selectionEnd = head.length;
  } else one.value = value;
  close();
  one.dispatchEvent(new Event("input", { bubbles: true }));
  one.dispatchEvent(new Event("change", { bubbles: true }));
  close();
}

export function begin() {
  const asks = (node) => node.matches("textarea, input:not([type=checkbox], [type=hidden])") && SORTS[labelOf(node.name ?? "")];
  form.addEventListener("input", (event) => { if (event.target !== form && asks(event.target) && document.activeElement === event.target) offer(event.target); });
  form.addEventListener("focusout", close);
  form.addEventListener("keydown", (event) => {
    if (event.target !== box && event.key === "ArrowDown" && asks(event.target) && !event.altKey && fieldOf(event.target)) {
      const onLastLine = !event.target.value.slice(event.target.selectionEnd).includes("\n");
      if (onLastLine) { event.preventDefault(); offer(event.target); if (box) point(0); }
      return;
    }
    if (event.target !== box) return;
    const size = list.children.length;
    if (event.key === "ArrowDown") point((active + 1) % size);
    else if (event.key === "ArrowUp") point(active <= 0 ? size - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0 && !event.ctrlKey) pick(list.children[active].dataset.value);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[data-value]");
    if (option) pick(option.dataset.value);
  });
}
