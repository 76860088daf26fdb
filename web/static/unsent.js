// Work that the server does not have yet, held in this browser: one form a document and account.

const key = (words, url) => `bienban ${words.account} ${url}`;

export function hold(words, work) {
  try {
    localStorage.setItem(key(words, work.url), JSON.stringify(work));
  } catch {
    return; // the browser's store is full or switched off: then the server alone keeps drafts
  }
}

export function forget(words, url) {
  localStorage.removeItem(key(words, url));
}

// Every work of this account that waits to be sent, of whatever document.
export function unsent(words) {
  const own = `bienban ${words.account} `;
  return Object.keys(localStorage).filter((name) => name.startsWith(own)).map((name) => JSON.parse(localStorage.getItem(name)));
}
