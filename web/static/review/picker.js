// A small list to choose one of several entries from, by keys or with the mouse.

const dialog = document.getElementById("picker");
const title = dialog.querySelector("h2");
const list = dialog.querySelector("ul");

// Resolves with the chosen item, null where the person thought better of it. An item is { text, note, value }.
export function pick(question, items) {
  title.textContent = question;
  let active = 0;
  list.replaceChildren(...items.map((item, i) => {
    const option = document.createElement("li");
    option.role = "option";
    option.id = `pick-${i}`;
    option.append(Object.assign(document.createElement("span"), { textContent: item.text }), Object.assign(document.createElement("small"), { textContent: item.note ?? "" }));
    return option;
  }));
  const point = (index) => {
    active = (index + items.length) % items.length;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    list.setAttribute("aria-activedescendant", `pick-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  return new Promise((resolve) => {
    const back = document.activeElement;
    const end = (index) => {
      if (!list.onkeydown) return;
      list.onkeydown = list.onclick = dialog.onclose = null;
      dialog.close();
      back?.focus?.({ preventScroll: true });
      resolve(index === null ? null : items[index].value);
    };
    list.onkeydown = (event) => {
      const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      if (by) point(active + by);
      else if (event.key === "Enter") end(active);
      else if (/^[1-9]$/.test(event.key) && Number(event.key) <= items.length) end(Number(event.key) - 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    list.onclick = (event) => {
      const option = event.target.closest("li");
      if (option) end([...list.children].indexOf(option));
    };
    dialog.onclose = () => end(null);
    dialog.showModal();
    point(0);
    list.focus();
  });
}
