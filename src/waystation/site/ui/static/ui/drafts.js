/* Unsaved answers survive a reload, a lost connection and the end of an idle session: sealed, in
   this tab only, and gone when their user signs out.

   The key comes with each page of a user and is nowhere in the browser's storage: what is left
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

  // Signing out in one tab wipes the drafts of all; a page without a user wipes its own, except the
  // sign-in after an idle session: what was sent last was not taken.
  const others = window.BroadcastChannel ? new BroadcastChannel("waystation.drafts") : null;
  if (others) others.onmessage = wipe;
  if (!key) {
    if ("draftsWait" in document.body.dataset) store.removeItem(SENT); else wipe();
    return;
  }
  document.addEventListener("submit", (event) => {
    if (!/\/logout\/$/.test(event.target.action || "")) return;
    wipe();
    if (others) others.postMessage("wipe");
  });
  if (!window.crypto || !crypto.subtle) return;

  const form = document.querySelector("form[data-draft]");
  const here = location.pathname;
  const refused = document.querySelector("main .errors") !== null;
  const check = document.querySelector("form[data-draft-check]");
  const sent = store.getItem(SENT);
  // Where the answer to a form was lost on its way, no page of ours comes from the form's page.
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const cameFrom = document.referrer ? new URL(document.referrer) : null;
  const answered = cameFrom && cameFrom.origin === location.origin && sent === PREFIX + cameFrom.pathname
    && !cameBack;
  const waits = sent === PREFIX + here && (refused || check);
  if (sent && answered && !waits) store.removeItem(sent);
  store.removeItem(SENT);
  if (check) check.addEventListener("submit", () => store.setItem(SENT, PREFIX + here));
  // An answer to a form becomes an ordinary page of the history: "Back" and "Reload" open the form
  // with its draft, instead of asking whether to send everything again.
  if (form || check) history.replaceState(history.state, "", location.href);
  if (!form) return;

  const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const opened = crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]);
  // With what a form was opened: the key of a new record, or what its editor saw of another's.
  const OPENED_WITH = ["key", "seen", "version"];

  function fields() {
    return Array.from(form.elements).filter((one) => one.name && one.name !== "csrfmiddlewaretoken"
      && (OPENED_WITH.includes(one.name) || !/^(file|password|submit|button|hidden)$/.test(one.type)));
  }

  function answers() {
    return fields().map((one) => [one.name, one.value, /^(checkbox|radio)$/.test(one.type) ? one.checked : null]);
  }

  async function keep() {
    const fresh = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify([location.search, answers()]));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: fresh }, await opened, text));
    store.setItem(PREFIX + here, JSON.stringify([Array.from(fresh), Array.from(sealed)]));
    form.dataset.draft = "kept";
  }

  async function bring(kept) {
    const [fresh, sealed] = JSON.parse(kept);
    const text = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: Uint8Array.from(fresh) }, await opened, Uint8Array.from(sealed));
    const [query, found] = JSON.parse(new TextDecoder().decode(text));
    if (query !== location.search) return;  // the same form, opened for another person
    let changed = false;
    for (const one of fields()) {
      const ticked = /^(checkbox|radio)$/.test(one.type);
      const match = found.find(([name, value]) => name === one.name && (!ticked || value === one.value));
      if (!match) continue;
      if (OPENED_WITH.includes(one.name)) { one.value = match[1]; continue; }
      if (ticked ? one.checked !== match[2] : one.value !== match[1]) changed = true;
      if (ticked) one.checked = match[2]; else one.value = match[1];
      if (changed) { const fold = one.closest("details"); if (fold && (ticked ? match[2] : match[1])) fold.open = true; }
    }
    // Questions that only these answers lead to: the page asks for them again with what was typed.
    const rest = form.querySelector("[data-draft-rest]");
    const there = new Set(fields().map((one) => one.name));
    for (const [name, value, ticked] of rest ? found : []) {
      if (there.has(name) || ticked === false || OPENED_WITH.includes(name)) continue;
      rest.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      changed = true;
    }
    if (!changed) return;
    const ask = () => form.dispatchEvent(new Event("change"));
    if (rest && document.readyState === "complete") ask(); else if (rest) addEventListener("load", ask, { once: true });
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

  // What is typed while the server looks at the answers is newer than its page.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.elt !== form) return;
    const newest = answers();
    document.addEventListener("htmx:afterSwap", () => {
      for (const one of fields()) {
        const ticked = /^(checkbox|radio)$/.test(one.type);
        const match = newest.find(([name, value]) => name === one.name && (!ticked || value === one.value));
        if (match && ticked) one.checked = match[2]; else if (match) one.value = match[1];
      }
    }, { once: true });
  });

  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 300); });
  form.addEventListener("submit", () => { clearTimeout(timer); store.setItem(SENT, PREFIX + here); });
  const kept = store.getItem(PREFIX + here);
  if (kept && !refused) bring(kept).catch(() => store.removeItem(PREFIX + here));
  // "Back" to a form that was saved: the browser would put in again what was typed, beside the key or
  // the seen values of the new page, and sending it would make a second record or undo another's edit.
  else if (cameBack && !refused) addEventListener("pageshow", () => form.reset());
})();
