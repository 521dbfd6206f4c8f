/* On the pages of whoever is signed in: signing out deletes what this browser holds of them for work
   without network, and so does an order that came from elsewhere. Records that wait are named first. */
(function () {
  if (!window.indexedDB || !indexedDB.databases) return;
  const CHECKED = "waystation.offline.checked", base = "/offline/";
  const parts = () => Promise.all([import("./store.js"), import("./sync.js")]);
  const holds = async () => (await indexedDB.databases()).some((one) => one.name === "waystation");

  async function each(work) {
    const [store, sync] = await parts();
    for (const one of await store.all("devices")) {
      const records = (await store.all("records")).filter((record) => record.device === one.id).length;
      await work(one.id, records, await sync.contact(one.id, records), store, sync);
    }
  }

  async function wipe(id, store, sync) {
    await sync.wiped(id, await store.wipe(id));
    new BroadcastChannel("waystation.offline").postMessage("wiped");
  }

  async function leave(form) {
    let waiting = 0;
    await each(async (id, records, answer, store, sync) => {
      if (answer.yours && records) waiting += records;
      else if (answer.yours) await wipe(id, store, sync);
    });
    if (waiting) location.assign(`${base}#leaving`); else form.submit();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!/\/logout\/$/.test(form.action || "")) return;
    event.preventDefault();
    holds().then((some) => (some ? leave(form) : form.submit())).catch(() => form.submit());
  });

  // An order to wipe is heard on any page, once in ten minutes.
  let last = 0;
  try { last = Number(sessionStorage.getItem(CHECKED)); } catch (e) { return; }
  if (Date.now() - last < 600000 && Date.now() >= last) return;
  holds().then((some) => {
    if (!some) return;
    sessionStorage.setItem(CHECKED, Date.now());
    each(async (id, records, answer, store, sync) => { if (answer.wipe) await wipe(id, store, sync); });
  }).catch(() => {});
})();
