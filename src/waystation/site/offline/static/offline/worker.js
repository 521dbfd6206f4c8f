/* The page and its files without network. Nothing of anybody is held here: records are in IndexedDB,
   and what the server answers is never stored. */
/* global VERSION, FILES */
addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((held) =>
    held.addAll(FILES.map((one) => new Request(one, { cache: "reload" })))).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) =>
    Promise.all(names.filter((one) => one !== VERSION).map((one) => caches.delete(one)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !FILES.includes(url.pathname)) return;
  event.respondWith((async () => {
    const held = await caches.open(VERSION);
    try {
      const answer = await fetch(event.request, { signal: AbortSignal.timeout(8000) });
      if (answer.ok && !answer.redirected) await held.put(url.pathname, answer.clone());
      return answer;
    } catch {
      return (await held.match(url.pathname)) || Response.error();
    }
  })());
});
