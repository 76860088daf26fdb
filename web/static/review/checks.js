// Dates, years, numbers and names that must be there are judged while they are typed, by the service's own rules.

import { desk, fieldOf, form, isRequired, labelOf } from "./record.js";

const WAIT = 250;
const timers = new WeakMap();
const needsCheck = (one) => Boolean(one.closest?.(".k-date, .k-term, .k-number, .k-choice")) || isRequired(one);

async function check(one) {
  const asked = one.value;
  try {
    const answer = await fetch(`${desk.dataset.check}?${new URLSearchParams({ field: labelOf(one.name), value: asked })}`, { headers: { Accept: "application/json" } });
    if (answer.ok && one.value === asked) show(one, (await answer.json()).problem);
  } catch {
    // without a connection the value is judged when it is saved
  }
}

export function show(one, problem) {
  const holder = one.closest(".field");
  let told = holder.querySelector(":scope > .problem");
  if (!problem) {
    told?.remove();
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
  } else {
    told ??= Object.assign(document.createElement("p"), { className: "problem", id: `p-${one.name}` });
    told.setAttribute("role", "status");
    told.textContent = problem;
    one.setAttribute("aria-invalid", "true");
    one.setAttribute("aria-describedby", told.id);
    holder.append(told);
  }
  const entry = one.closest("[data-entry]");
  entry.classList.toggle("faulty", Boolean(entry.querySelector("[aria-invalid=true]")));
}

export function begin() {
  form.addEventListener("input", (event) => {
    const one = event.target;
    if (one === form || !one.name || !fieldOf(one) || !needsCheck(one)) return;
    clearTimeout(timers.get(one));
    timers.set(one, setTimeout(() => check(one), WAIT));
  });
  form.addEventListener("focusout", (event) => {
    if (timers.has(event.target)) {
      clearTimeout(timers.get(event.target));
      timers.delete(event.target);
      check(event.target);
    }
  });
}
