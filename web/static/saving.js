// Nothing is lost: every change of the record's form goes to the server as a draft at once; until the server has it, it stays in this browser.

import { watchPresence } from "./presence.js";
import { forget, hold, unsent } from "./unsent.js";

const SOON = 400; // ms after the last change
const AT_MOST = 2000; // ms after the first change that is not sent yet
const AGAIN = [1000, 2000, 4000, 8000, 15000]; // ms between tries while the connection is away
const BEACON = 60000; // characters that a closing page may still send

const form = document.getElementById("record");
const state = document.getElementById("saving-state");
const words = state.dataset;
let kept = Number(form.elements.edit.value);
let firstUnsent = 0;
let timer = 0;
let sending = null;
let failures = 0;
let closing = false;

function show(text, trouble = "", link = null) {
  state.textContent = text;
  state.classList.toggle("trouble", Boolean(trouble));
  const bar = document.getElementById("saving-trouble");
  if (!trouble) return bar?.remove();
  const line = bar ?? Object.assign(document.createElement("p"), { id: "saving-trouble", className: "note wrong" });
  const wanted = trouble + (link?.text ?? "");
  if (line.textContent.replace(/ $/, "") === wanted) return;
  line.setAttribute("role", "alert");
  line.textContent = link ? `${trouble} ` : trouble;
  if (link) line.append(Object.assign(document.createElement("a"), { href: link.href, textContent: link.text, onclick: link.then ?? goOn }));
  if (!bar) document.querySelector(".notes").prepend(line);
}

const clock = (moment) => new Date(moment).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
const edit = () => Number(form.elements.edit.value);

// The fields as the form would send them, without the token: that belongs to the session, not to the work.
function fields() {
  const found = new URLSearchParams(new FormData(form));
  for (const name of ["csrf_token", "act", "overwrite"]) found.delete(name);
  return found.toString();
}

function changed() {
  form.elements.edit.value = edit() + 1;
  firstUnsent ||= Date.now();
  hold(words, { url: words.draftUrl, body: fields() });
  plan(Math.min(SOON, Math.max(0, firstUnsent + AT_MOST - Date.now())));
}

function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

async function post(url, body, more = {}) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
    body: `${body}&csrf_token=${encodeURIComponent(form.elements.csrf_token.value)}`,
    ...more,
  });
  return { status: answer.status, said: await answer.json() };
}

// A page that outlived its session takes the token of the new one; whoever is signed out gets an error here as everywhere.
async function renewToken() {
  const answer = await fetch(words.tokenUrl, { headers: { Accept: "application/json" } });
  const said = await answer.json();
  if (!answer.ok) return { status: answer.status, said };
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = said.csrf_token;
  return null;
}

async function ask(url, body) {
  const first = await post(url, body);
  if (first.said.code !== "E304") return first;
  return (await renewToken()) ?? post(url, body);
}

function send() {
  sending ??= sendNow().finally(() => { sending = null; });
  return sending;
}

async function sendNow() {
  const number = edit();
  if (number === kept || closing) return;
  if (!failures) show(words.saving); // else what is wrong stays to be read until it is over
  try {
    const { status, said } = await ask(words.draftUrl, fields());
    failures = 0;
    if (status === 200) acknowledged(number, said);
    else refused(said, status);
  } catch {
    away(); // fetch fails where there is no connection, json where something in between answered
  }
}

// Whether the server has everything; what it does not have yet is sent first.
async function settled() {
  while (edit() !== kept) {
    const before = kept;
    clearTimeout(timer);
    await send();
    if (kept === before) return false;
  }
  return true;
}

// The person goes on from their newer draft of another page: what this page could not send is not wanted any more.
function giveWay() {
  closing = true;
  forget(words, words.draftUrl);
}

// A way on from here is taken only once the server has everything: the page there shows the draft.
async function goOn(event) {
  if (edit() === kept) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  if (await settled()) window.location.assign(href);
}

function acknowledged(number, said) {
  kept = number;
  if (edit() === number) {
    firstUnsent = 0;
    forget(words, words.draftUrl);
    form.dataset.unsaved = "";
  } else plan(SOON);
  const problems = Object.keys(said.problems).length;
  const text = (problems ? words.problems : words.saved).replace("{time}", clock(said.saved_at)).replace("{number}", problems);
  if (said.stale) show(text, words.stale, { href: words.mergeUrl, text: words.merge });
  else show(text);
}

function refused(said, status) {
  show(words.refused, `${said.message} ${said.next_step}`, said.code === "E330" ? { href: words.pageUrl, text: words.reload, then: giveWay } : null);
  if (status === 401 || status >= 500) plan(AGAIN.at(-1));
}

function away() {
  show(words.offlineShort, words.offline);
  plan(AGAIN[Math.min(failures++, AGAIN.length - 1)]);
}

// The draft's name for a page that begins with it, as the server gives it.
function markOf(body) {
  const sent = new URLSearchParams(body);
  return `${sent.get("tab")}.${sent.get("edit")}`;
}

// What earlier pages could not send goes first; where it was for this document, the page is opened anew with it, unless it shows it already:
// a page that closed may have sent it after all, while this one was on its way.
async function sendEarlier() {
  let mine = false;
  for (const { url, body } of unsent(words)) {
    try {
      const { status, said } = await ask(url, body);
      if (status === 401 || status >= 500) return;
      if (status === 200) {
        forget(words, url);
        mine ||= url === words.draftUrl && said.open && form.elements.seen.value !== markOf(body);
      } else if (url === words.draftUrl) {
        refused(said, status);
      }
    } catch {
      return; // no connection: the next page tries again
    }
  }
  if (mine && edit() === kept) window.location.reload();
}

function leavingPage() {
  if (edit() === kept || closing) return;
  const body = fields();
  hold(words, { url: words.draftUrl, body });
  if (body.length < BEACON) post(words.draftUrl, body, { keepalive: true }).catch(() => {}); // it is held in the browser anyway
}

if (words.writes) {
  form.addEventListener("input", changed);
  form.addEventListener("bienban:changed", changed);
  form.addEventListener("submit", () => { closing = true; clearTimeout(timer); });
  window.addEventListener("pageshow", () => { closing = false; });
  window.addEventListener("online", () => plan(0));
  window.addEventListener("pagehide", leavingPage);
  document.addEventListener("visibilitychange", () => { if (document.hidden) plan(0); });
  sendEarlier();
}

watchPresence(words, {
  doing: () => (edit() > 0 || form.dataset.unsaved ? "editing" : "reading"),
  version: () => form.elements.version.value,
  ask,
  newer: () => {
    if (edit() > 0) show(state.textContent, words.stale, { href: words.mergeUrl, text: words.merge });
    else show(state.textContent, words.newer, { href: words.pageUrl, text: words.reload });
  },
});
