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

/* A key for a record (UUIDv7): records of a day are listed in the order of their keys. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let at = Math.floor(now());
  for (let place = 5; place >= 0; place -= 1) { bytes[place] = at % 256; at = Math.floor(at / 256); }
  bytes[6] = (bytes[6] & 15) | 112;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
