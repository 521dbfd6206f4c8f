/* What the device holds, in IndexedDB, sealed with AES-GCM.

   Each person has a key of their own. It is stored nowhere as such: only sealed, once by the code
   that the person chose and once by what the server tells this person alone after signing in, and
   both once more by a key that cannot leave this browser. */
const ROUNDS = 600000;
const encode = (text) => new TextEncoder().encode(text);
const fresh = (size) => crypto.getRandomValues(new Uint8Array(size));
let database;

function promised(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

function opened() {
  if (database) return database;
  const request = indexedDB.open("waystation", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("devices", { keyPath: "id" });
    request.result.createObjectStore("records", { keyPath: "id" });
    request.result.createObjectStore("sheets", { keyPath: "id" });
  };
  database = promised(request).then((one) => {
    one.onversionchange = () => { one.close(); database = undefined; };
    return one;
  });
  database.catch(() => { database = undefined; });
  return database;
}

async function run(store, mode, work) {
  const transaction = (await opened()).transaction(store, mode, { durability: "strict" });
  const ended = new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onerror = transaction.onabort = () => failed(transaction.error || new Error("aborted"));
  });
  const [result] = await Promise.all([promised(work(transaction.objectStore(store))), ended]);
  return result;
}

export const all = (store) => run(store, "readonly", (one) => one.getAll());
export const get = (store, id) => run(store, "readonly", (one) => one.get(id));
export const put = (store, row) => run(store, "readwrite", (one) => one.put(row));
export const remove = (store, id) => run(store, "readwrite", (one) => one.delete(id));

async function lock(key, bytes, about = "") {
  const iv = fresh(12);
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encode(about) }, key, bytes);
  return { iv, data };
}

function unlock(key, sealed, about = "") {
  const how = { name: "AES-GCM", iv: sealed.iv, additionalData: encode(about) };
  return crypto.subtle.decrypt(how, key, sealed.data);
}

const imported = (bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);

async function fromCode(code, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", encode(code.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, typed,
    { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const fromShare = (share) => imported(Uint8Array.from(share.match(/../g), (pair) => parseInt(pair, 16)));

async function wrap(own, by, raw) {
  const inner = await lock(by, raw);
  const outer = await lock(own, inner.data);
  return { inner: inner.iv, iv: outer.iv, data: outer.data };
}

async function unwrap(own, by, wrapped) {
  const data = await unlock(own, wrapped);
  return new Uint8Array(await unlock(by, { iv: wrapped.inner, data }));
}

/* Prepare the browser for one person; return its row and the key that is now open. */
export async function prepare(id, share, code) {
  const own = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const raw = fresh(32), salt = fresh(16);
  const row = { id, own, salt, rounds: ROUNDS, wrong: 0, locked: "", clock: null };
  row.byCode = await wrap(own, await fromCode(code, salt, ROUNDS), raw);
  row.bySignIn = await wrap(own, await fromShare(share), raw);
  const key = await imported(raw);
  raw.fill(0);
  await put("devices", row);
  return { row, key };
}

export async function openByShare(row, share) {
  return imported(await unwrap(row.own, await fromShare(share), row.bySignIn));
}

/* Open the row that a code fits; count wrong codes, and forget the code after too many. */
export async function openByCode(rows, code, most) {
  for (const row of rows) {
    if (!row.byCode) continue;
    try {
      const key = await imported(await unwrap(row.own, await fromCode(code, row.salt, row.rounds), row.byCode));
      row.wrong = 0;
      await put("devices", row);
      return { row, key };
    } catch {
      row.wrong += 1;
      if (row.wrong >= most) row.byCode = null;
      await put("devices", row);
    }
  }
  return null;
}

export const seal = async (key, device, id, value) =>
  ({ id, device, ...await lock(key, encode(JSON.stringify(value)), `${device} ${id}`) });

export async function unseal(key, row) {
  return JSON.parse(new TextDecoder().decode(await unlock(key, row, `${row.device} ${row.id}`)));
}

/* Delete all that is held for one person; return how many records had not been sent. */
export async function wipe(id) {
  const records = (await all("records")).filter((one) => one.device === id);
  for (const one of records) await remove("records", one.id);
  for (const one of await all("sheets")) if (one.device === id) await remove("sheets", one.id);
  await remove("devices", id);
  return records.length;
}
