/* What time it is, as the server told it, counted on by the browser's own steady count. A change of
   the device's clock while the page is open moves nothing. Only after the page was closed is the
   device's clock asked how long ago that was; what this got wrong is known at the next contact. */
let server = Date.now(), since = performance.now();
export let session = crypto.randomUUID();

export const now = () => server + (performance.now() - since);

export function restore(saved) {
  if (!saved) return;
  server = saved.server + Math.max(0, Date.now() - saved.wall);
  since = performance.now();
}

/* Take the server's time; return by how much the page was wrong. */
export function set(iso) {
  const told = Date.parse(iso), wrong = told - now();
  server = told;
  since = performance.now();
  return wrong;
}

export const saved = () => ({ server: now(), wall: Date.now() });
