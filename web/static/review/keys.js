// Keys: the page's own table of help says which key does what; single keys work outside of fields only, and can be switched off.

const help = document.getElementById("help");
const single = document.getElementById("single-keys");
const table = new Map();
for (const row of help.querySelectorAll("[data-does]")) for (const key of row.dataset.keys.split(" ")) table.set(key, row.dataset.does);

function nameOf(event) {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  // A Vietnamese keyboard may have made ư of w before it arrives here: the key itself counts then.
  let key = event.key.length === 1 && event.key.charCodeAt(0) < 128 ? event.key.toLowerCase() : event.key.length > 1 && event.key !== "Process" ? event.key : (letter?.toLowerCase() ?? digit ?? event.key);
  const held = event.ctrlKey || event.metaKey ? "Control+" : event.altKey ? "Alt+" : "";
  if (held && letter) key = letter.toLowerCase();
  return held + (held && event.shiftKey ? "Shift+" : "") + key;
}

const inField = (node) => node.matches?.("textarea, select, input:not([type=checkbox]), [contenteditable]");

export function begin(commands) {
  const stored = (name, box, apply) => {
    box.checked = (localStorage.getItem(`bienban.${name}`) ?? (box.defaultChecked ? "1" : "0")) === "1";
    apply();
    box.addEventListener("change", () => { localStorage.setItem(`bienban.${name}`, box.checked ? "1" : "0"); apply(); });
  };
  stored("single-keys", single, () => {});
  const open = document.getElementById("open-all");
  stored("open-all", open, () => document.body.classList.toggle("all-open", open.checked));

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const name = nameOf(event);
    const does = table.get(name);
    if (!does || !commands[does]) return;
    if (document.querySelector("dialog[open]")) return;
    const bare = !/^(Control|Alt)\+/.test(name);
    if (bare && name !== "Escape" && (inField(event.target) || (name.length === 1 && !single.checked))) return;
    if (name === "Enter" && !event.target.matches("[data-entry]")) return;
    if (commands[does](event) === false) return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const does = event.target.closest("[data-command]")?.dataset.command;
    if (does && commands[does]) commands[does](event);
  });
}
