/* Unsaved answers survive a reload: sealed, in this tab only, and gone with the session.

   The key comes with each page of a session and is nowhere in the browser's storage: what is left
   behind after signing out cannot be read. Files and passwords are never taken. */
"use strict";
(function () {
  const PREFIX = "waystation.draft.";
  const SENT = "waystation.sent";
  const key = document.body.dataset.draftKey || "";
  let store;
  try { store = window.sessionStorage; } catch (e) { return; }

  function wipe() {
    Object.keys(store).filter((name) => name.startsWith(PREFIX)).forEach((name) => store.removeItem(name));
    store.removeItem(SENT);
  }

  // Signing out in one tab wipes the drafts of all; a page without a session wipes its own.
  const others = window.BroadcastChannel ? new BroadcastChannel("waystation.drafts") : null;
  if (others) others.onmessage = wipe;
  if (!key) { wipe(); return; }
  document.addEventListener("submit", (event) => {
    if (!/\/logout\/$/.test(event.target.action || "")) return;
    wipe();
    if (others) others.postMessage("wipe");
  });
  if (!window.crypto || !crypto.subtle) return;

  const form = document.querySelector("form[data-draft]");
  const here = location.pathname;
  const refused = document.querySelector("main .errors") !== null;
  const sent = store.getItem(SENT);
  if (sent && !(sent === PREFIX + here && refused)) store.removeItem(sent);
  store.removeItem(SENT);
  if (!form) return;

  const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const opened = crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]);
  const SKIPPED = ["csrfmiddlewaretoken", "key", "seen"];

  function fields() {
    return Array.from(form.elements).filter((one) =>
      one.name && !SKIPPED.includes(one.name) && !/^(file|password|submit|button|hidden)$/.test(one.type));
  }

  function answers() {
    return fields().map((one) => [one.name, one.value, /^(checkbox|radio)$/.test(one.type) ? one.checked : null]);
  }

  async function keep() {
    const fresh = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(answers()));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: fresh }, await opened, text));
    store.setItem(PREFIX + here, JSON.stringify([Array.from(fresh), Array.from(sealed)]));
    form.dataset.draft = "kept";
  }

  async function bring(kept) {
    const [fresh, sealed] = JSON.parse(kept);
    const text = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: Uint8Array.from(fresh) }, await opened, Uint8Array.from(sealed));
    const found = JSON.parse(new TextDecoder().decode(text));
    let changed = false;
    for (const one of fields()) {
      const ticked = /^(checkbox|radio)$/.test(one.type);
      const match = found.find(([name, value]) => name === one.name && (!ticked || value === one.value));
      if (!match) continue;
      if (ticked ? one.checked !== match[2] : one.value !== match[1]) changed = true;
      if (ticked) one.checked = match[2]; else one.value = match[1];
      if (changed) { const fold = one.closest("details"); if (fold && (ticked ? match[2] : match[1])) fold.open = true; }
    }
    if (!changed) return;
    form.dispatchEvent(new Event("draft:back"));
    tell();
  }

  function tell() {
    const note = document.createElement("div");
    note.className = "note";
    note.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = document.body.dataset.draftBack;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "btn s";
    discard.textContent = document.body.dataset.draftDiscard;
    discard.addEventListener("click", () => { store.removeItem(PREFIX + here); location.reload(); });
    note.append(words, discard);
    form.before(note);
  }

  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 300); });
  form.addEventListener("submit", () => { clearTimeout(timer); store.setItem(SENT, PREFIX + here); });
  const kept = store.getItem(PREFIX + here);
  if (kept && !refused) bring(kept).catch(() => store.removeItem(PREFIX + here));
})();
