// Uploads file by file: chosen, or dropped as files and folders; each shows how far it is, can be cancelled, and tells what to do where it
// fails. Without this script the form sends all files at once.

const form = document.getElementById("upload");
const words = document.getElementById("words").dataset;
const list = document.getElementById("rows");
const AT_ONCE = 3;
const ASK_EVERY = 700;
const MOST_ASKED = 200;
const DONE = new Set(["ready", "known", "failed", "refused", "cancelled"]);
const SYSTEM = /^(\.|~\$)|^(thumbs\.db|desktop\.ini)$/i;
const rows = [];
let asking = false;
let skipped = 0;

class Row {
  constructor(name, file = null) {
    this.file = file;
    this.documents = [];
    this.node = document.getElementById("row").content.firstElementChild.cloneNode(true);
    this.node.querySelector(".name").textContent = name;
    this.node.querySelector(".cancel").addEventListener("click", () => this.cancel());
    this.node.querySelector(".again").addEventListener("click", () => this.begin());
    list.append(this.node);
    rows.push(this);
  }

  show(stage, text = words[stage]) {
    this.stage = stage;
    this.node.className = `sent o-${stage}`;
    this.node.querySelector(".state").textContent = text;
    this.node.querySelector("progress").hidden = !["sending", "keeping"].includes(stage);
    this.node.querySelector(".cancel").hidden = !["queued", "sending", "waiting", "reading", "extracting"].includes(stage);
    this.node.querySelector(".again").hidden = !(stage === "refused" && this.lost);
    summarise();
  }

  begin() {
    this.lost = false;
    if (this.file.size > Number(form.dataset.limit) * 1024 * 1024) return this.show("refused", words.large);
    this.show("queued");
    return fill();
  }

  send() {
    const request = (this.request = new XMLHttpRequest());
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    if (form.elements.unit) body.append("unit", form.elements.unit.value);
    body.append("files", this.file, this.file.name);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (this.stage !== "sending" || !event.lengthComputable) return;
      const percent = Math.floor((event.loaded / event.total) * 100);
      this.node.querySelector("progress").value = percent;
      if (percent === 100) this.show("keeping");
      else this.node.querySelector(".state").textContent = words.sending.replace("{percent}", percent);
    });
    request.addEventListener("load", () => this.answered(request.status, request.response));
    request.addEventListener("error", () => this.failed(words.lost, true));
    request.addEventListener("loadend", fill);
    this.show("sending", words.sending.replace("{percent}", 0));
    request.send(body);
  }

  answered(status, answer) {
    if (status !== 200 || !answer) return this.failed(answer ? told(answer) : words.lost, !answer);
    answer.forEach((one, index) => (index ? new Row(one.name) : this).follow(one));
    return ask();
  }

  failed(text, lost = false) {
    this.lost = lost;
    this.show("refused", lost ? text : `${text} ${words.refused}`);
  }

  // Shows where the document stands by now; what was there before needs no reading.
  follow(one) {
    this.document = one.document;
    this.known ??= one.known;
    link(this.node.querySelector(".name"), one.address, this.node.querySelector(".name").textContent);
    if (this.known) return this.show("known");
    this.show(one.stage, one.stage === "failed" ? `${one.error ?? ""} ${words.kept}` : words[one.stage]);
    if (DONE.has(one.stage)) this.tell(one);
    return undefined;
  }

  tell(one) {
    for (const warning of one.warnings) this.add("doubt", warning);
    if (!one.similar) return;
    const text = (one.similar.nearly ? words.nearly : words.version).replace("{share}", one.similar.share);
    const line = this.add("like", `${text} `);
    link(line, one.similar.address, one.similar.name, true);
  }

  add(kind, text) {
    const line = Object.assign(document.createElement("span"), { className: kind, textContent: text });
    this.node.append(line);
    return line;
  }

  async cancel() {
    if (this.stage === "queued" || this.stage === "sending") {
      this.show("cancelled");
      this.request?.abort();
      return fill();
    }
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, document: this.document });
    const answer = await fetch(form.dataset.cancel, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) for (const one of await answer.json()) this.follow(one);
    return undefined;
  }
}

function link(node, address, text, after = false) {
  const anchor = Object.assign(document.createElement("a"), { href: address, textContent: text });
  if (after) node.append(anchor);
  else node.replaceChildren(anchor);
}

const told = (error) => `${error.code}: ${error.message} ${error.next_step}`;

function fill() {
  let free = Math.max(0, AT_ONCE - rows.filter((row) => row.stage === "sending" || row.stage === "keeping").length);
  for (const row of rows) {
    if (free === 0 || row.stage !== "queued") continue;
    row.send();
    free -= 1;
  }
  summarise();
}

function summarise() {
  const sum = document.getElementById("sum");
  const done = rows.filter((row) => DONE.has(row.stage)).length;
  const failed = rows.filter((row) => row.stage === "failed" || row.stage === "refused").length;
  const text = sum.dataset.text.replace("{done}", done).replace("{all}", rows.length);
  const whole = failed ? `${text}, ${sum.dataset.failed.replace("{failed}", failed)}` : text;
  if (sum.textContent !== whole) sum.textContent = whole;
  document.getElementById("cancel-all").hidden = !rows.some((row) => row.stage === "queued" || row.stage === "sending");
}

// Asks how far the documents are that are not done, as long as there are any.
async function ask() {
  if (asking) return;
  asking = true;
  for (;;) {
    const open = new Map(rows.filter((row) => row.document && !DONE.has(row.stage)).map((row) => [row.document, row]));
    if (!open.size) break;
    const some = [...open.keys()].slice(0, MOST_ASKED).join(",");
    const answer = await fetch(`${form.dataset.progress}?documents=${some}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) for (const one of await answer.json()) open.get(one.document)?.follow(one);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
  }
  asking = false;
}

function take(files) {
  document.getElementById("sending").hidden = false;
  for (const { file, path } of files) {
    if (path.split("/").some((part) => SYSTEM.test(part))) skipped += 1;
    else new Row(path, file).begin();
  }
  const note = document.getElementById("skipped");
  note.hidden = skipped === 0;
  note.textContent = note.dataset.text.replace("{n}", skipped);
  summarise();
}

// All files below what was dropped; a folder gives its entries in parts until it gives none.
async function filesOf(entry) {
  if (entry.isFile) return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), path: entry.fullPath.slice(1) }];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return found;
    for (const inner of part) found.push(...(await filesOf(inner)));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = [...form.elements.files.files, ...document.getElementById("folder").files];
  take(chosen.map((file) => ({ file, path: file.webkitRelativePath || file.name })));
  form.reset();
  form.elements.files.required = true;
});

document.getElementById("folder").addEventListener("change", (event) => {
  form.elements.files.required = event.target.files.length === 0;
});

for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
document.addEventListener("drop", async (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  form.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...event.dataTransfer.files].map((file) => ({ file, path: file.name }));
  const files = entries.length ? (await Promise.all(entries.map(filesOf))).flat() : plain;
  take(files);
});

document.getElementById("cancel-all").addEventListener("click", () => {
  for (const row of rows) if (row.stage === "queued" || row.stage === "sending") row.cancel();
});

window.addEventListener("beforeunload", (event) => {
  if (rows.some((row) => ["queued", "sending", "keeping"].includes(row.stage))) event.preventDefault();
});

document.getElementById("invite").hidden = false;
document.getElementById("folder-choice").hidden = false;
