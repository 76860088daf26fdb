// What every page has: `?` opens the list of its keys with the way to the guide. Pages add keys of their own in the block `keys`.

const help = document.getElementById("help");
const typing = (node) => node.closest("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]");

function showHelp() {
  if (!help.open) help.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  event.preventDefault();
  showHelp();
});

document.querySelector("[data-help]")?.addEventListener("click", (event) => {
  event.preventDefault();
  showHelp();
});

help?.addEventListener("click", (event) => {
  if (event.target === help) help.close();
});
