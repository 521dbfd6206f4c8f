/* The page without network: what is on the device, one form at a time, and the records that wait. */
import * as clock from "./clock.js";
import * as forms from "./forms.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

const $ = (id) => document.getElementById(id);
const rule = (name) => Number(document.body.dataset[name]);
const named = (label) => (/[:.!?؟…]$/.test(label) ? label : `${label}:`);
const word = (name, values = {}) => Object.entries(values).reduce(
  (said, [key, value]) => said.replace(`{${key}}`, value), document.querySelector(`[data-word="${name}"]`).textContent.trim());
const IDLE = rule("minutes") * 60000;
const tabs = new BroadcastChannel("waystation.offline");

let row = null, key = null, sheet = null;     // whose device it is, what opens it, what was loaded
let me = null, online = false, wiping = false;
let writing = null;                           // the record in the form
let used = performance.now(), hiddenAt = null; // since when the page is out of sight, by the device's clock
let records = [];                             // opened, oldest first

const view = (name) => {
  for (const one of document.querySelectorAll("[data-view]")) one.hidden = one.dataset.view !== name;
  for (const one of document.querySelectorAll("[data-go]")) {
    if (one.dataset.go === name) one.setAttribute("aria-current", "page"); else one.removeAttribute("aria-current");
  }
};
const shown = () => document.querySelector("[data-view]:not([hidden])")?.dataset.view;

function tell(sentence, wrong = false) {
  $("said").textContent = sentence;
  $("said").className = wrong ? "said wrong-text" : "said";
  $("said").hidden = !sentence;
}

async function waiting() {
  const rows = await store.all("records");
  if (row) return rows.filter((one) => one.device === row.id).length;
  return online && me && me.signed_in ? 0 : rows.length;   // somebody else's are nobody's business
}

async function state() {
  const number = await waiting();
  const net = word(online ? "online" : "offline");
  const held = number === 0 ? word("none") : number === 1 ? word("one") : word("many", { n: number });
  $("state").textContent = `${net} ${held}`;
  $("state").dataset.net = online ? "on" : "off";
  for (const one of document.querySelectorAll("[data-count]")) one.textContent = number;
  $("desk").hidden = !key;
  $("closed").hidden = Boolean(key);
  const rows = await store.all("devices");
  const mine = online && me && me.signed_in;
  $("unlock").hidden = !rows.some((one) => one.byCode) || (online && !(mine && row));
  $("sign-in").hidden = !online || Boolean(mine);
  $("prepare").hidden = !(mine && me.may && !row);
  $("refused").hidden = !(mine && !me.may && !row);
  $("unprepared").hidden = online || rows.length > 0;
  $("sealed").hidden = !rows.length || Boolean(key) || Boolean(mine && !row);
}

/* Unsealing, locking, wiping */

async function enter(opened) {
  ({ row, key } = opened);
  clock.restore(online ? null : row.clock);
  row.locked = "";
  await store.put("devices", row);
  used = performance.now();
  sheet = await held("sheet");
  await list();
  view("today");
  paint();
  const draft = await held("draft");
  if (draft) write(draft, word("draft"));
  await state();
}

async function held(name) {
  const found = await store.get("sheets", `${row.id} ${name}`);
  return found ? store.unseal(key, found).catch(() => null) : null;
}

const hold = async (name, value) => store.put("sheets", await store.seal(key, row.id, `${row.id} ${name}`, value));

async function shut(sentence = "") {
  if (!key) return;
  if (writing) await keep().catch(() => {});
  row.clock = clock.saved();
  row.locked = row.signIn || "offline";
  await store.put("devices", row);
  key = sheet = writing = null;
  records = [];
  for (const one of ["today", "fields", "waiting-records"]) $(one).replaceChildren();
  view("");
  tell(sentence);
  await state();
}

async function wiped(device) {
  wiping = true;
  const unsent = await store.wipe(device);
  if (row && row.id === device) {
    key = row = sheet = writing = null;
    records = [];
    for (const one of ["today", "fields", "waiting-records"]) $(one).replaceChildren();
    view("");
  }
  await sync.wiped(device, unsent).catch(() => {});
  wiping = false;
  tell(word("wiped"));
}

/* The server */

let meeting = null;
function meet(load = false) {
  meeting ??= (async () => {
    try { await met(load); } catch (error) { if (error.name === "QuotaExceededError") tell(word("full"), true); }
    meeting = null;
    await state();
  })();
  return meeting;
}

async function met(load) {
  const rows = await store.all("devices");
  let mine = null, answer = null;
  try {
    for (const one of rows.length ? rows : [null]) {
      const count = one ? (await store.all("records")).filter((record) => record.device === one.id).length : 0;
      answer = await sync.contact(one ? one.id : "", count);
      if (one && answer.wipe) await wiped(one.id);
      else if (one && answer.yours) mine = [one, answer];
    }
  } catch {
    online = false;
    return;
  }
  online = true;
  me = mine ? mine[1] : answer;
  const wrong = clock.set(me.now);
  if (Math.abs(wrong) > 1000) await correct(wrong);
  if (key && (!me.signed_in || !mine || mine[0].id !== row.id)) {
    await shut(word(me.signed_in ? "somebody" : "session"));
    row = null;
  }
  if (!mine) { row = null; return; }
  row = key ? row : mine[0];
  row.signIn = me.sign_in;
  if (!key && row.locked !== me.sign_in) await enter({ row, key: await store.openByShare(row, me.share) });
  if (!key) return;
  row.clock = clock.saved();
  await store.put("devices", row);
  const sent = await sendAll();
  if (sent) tell("");
  if (load || sent || !sheet || clock.now() - Date.parse(sheet.at) > 300000) await fetchSheet();
}

async function fetchSheet() {
  const { status, json } = await sync.load(row.id);
  if (status !== 200) { if (json && json.sentence) tell(json.sentence, true); return; }
  sheet = json;
  await hold("sheet", sheet);
  if (!shown()) view("today");
  paint();
}

/* The page's times of this opening were wrong by as much: those not sent yet are put right. */
async function correct(wrong) {
  if (!key) return;
  for (const one of records) {
    if (one.opening !== clock.session || one.attempt) continue;
    one.at += wrong;
    await save(one);
  }
}

async function sendAll() {
  let sent = 0;
  await navigator.locks.request("waystation.send", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await list();
    for (const one of records.filter((record) => record.state === "waiting")) {
      if (!(await sendOne(one))) break;
      sent += one.state === "sent" ? 1 : 0;
    }
  });
  await list();
  return sent;
}

/* Send a record; return whether to go on with the next. What was sent is noted before it is sent, so
   that a later change of it is told apart from another record. */
async function sendOne(one) {
  const before = one.attempt || null;
  const body = {
    kind: one.kind, key: one.id, target: one.target || null, answers: one.answers, seen: one.seen || "",
    recorded_at: new Date(Math.min(one.at, clock.now())).toISOString(),
    before: before && JSON.stringify(before) !== JSON.stringify(one.answers) ? before : null,
  };
  if (!before) { one.attempt = one.answers; one.at = Date.parse(body.recorded_at); await save(one); }
  let answer;
  try { answer = await sync.send(row.id, body); } catch { online = false; return false; }
  const { status, json } = answer;
  if (!json || status === 429 || status >= 500 || ["not_signed_in", "no_device"].includes(json.code)) return false;
  if (status === 200) {
    await store.remove("records", one.id);
    one.state = "sent";
    return true;
  }
  one.state = status === 409 && json.disputed && json.disputed.length ? "disputed" : "refused";
  one.errors = json.errors || [{ label: "", sentence: json.sentence }];
  one.disputed = json.disputed || [];
  if (one.state === "disputed") one.now = json.seen;
  if (status === 422 && !before) delete one.attempt;   // nothing of it is there
  await save(one);
  return true;
}

/* Records */

const save = async (one) => {
  const sealed = await store.seal(key, row.id, one.id, one);
  await store.put("records", sealed);
};

async function list() {
  const rows = (await store.all("records")).filter((one) => one.device === row.id);
  const opened = await Promise.all(rows.map((one) => store.unseal(key, one)));
  records = opened.sort((a, b) => a.order - b.order);
  if (shown() === "outbox") paintOutbox();
}

const keep = () => hold("draft", { ...writing, whole: true, answers: forms.read($("fields").form) });

function write(record, note = "") {
  const form = sheet && sheet.forms[record.kind];
  if (!form) return tell(word("no-form"), true);
  writing = record;
  $("form-title").textContent = form.title;
  const about = $("fields").form;
  forms.build($("fields"), form.html);
  forms.narrow(about, record.asked || []);
  forms.offer(about, people(record.kind), word("nobody"));
  forms.fill(about, record.answers, Boolean(record.whole || record.at || record.seen));
  about.dispatchEvent(new Event("filled"));
  forms.signing(about);
  $("person-of").hidden = record.kind !== "profile";
  $("person-of").querySelector("select").replaceChildren(
    ...people("profile").map((one) => new Option(one.name, one.id, false, one.id === record.target)));
  $("form-errors").replaceChildren();
  view("form");
  tell(note);
  $("form-title").focus();
}

/* Who can be chosen: people on the device and, for a profile, newcomers of visits that wait. */
function people(kind) {
  const newcomers = records.filter((one) => one.kind === "visit" && value(one, "family") + value(one, "given"));
  return kind !== "profile" ? sheet.people : [...sheet.people, ...newcomers.map((one) => ({
    id: one.id, name: `${value(one, "given")} ${value(one, "family")}`.trim() }))];
}

const spoken = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const moment = (at) => new Intl.DateTimeFormat(spoken,
  { dateStyle: "medium", timeStyle: "short", timeZone: sheet ? sheet.zone : undefined }).format(at);
const value = (record, name) => (record.answers.find((pair) => pair[0] === name) || ["", ""])[1];
const today = () => new Intl.DateTimeFormat("de", { timeZone: sheet.zone }).format(clock.now());   // as forms write a day

function begin(kind, given = {}) {
  const there = sheet.open.find((one) => one.kind === kind && one.id === given.target);
  const answers = [...(there ? there.answers : given.answers || [])];
  if (kind === "session") answers.push(["day", today()]);
  if (kind === "profile") {
    const known = sheet.open.find((one) => one.kind === "profile_edit" && one.person === given.target);
    if (known) return begin("profile_edit", { target: known.id });
  }
  write({ id: clock.newKey(), kind, target: given.target || "", answers, asked: there ? there.asked : [],
    seen: there ? there.seen : "", state: "waiting" });
}

async function store_(event) {
  event.preventDefault();
  const form = event.target;
  const answers = forms.read(form);
  const missing = (sheet.forms[writing.kind].required || []).filter((name) =>
    form.elements[name] && !answers.some((pair) => pair[0] === name));
  $("form-errors").replaceChildren(...missing.map((name) => {
    const item = document.createElement("li");
    const one = form.elements[name];
    const field = (one.length && !one.options ? one[0] : one).closest("fieldset, .field");
    item.textContent = word("missing", { name: field.querySelector("legend, label").textContent.trim() });
    return item;
  }));
  if (missing.length) { $("form-errors").scrollIntoView(); return; }
  const old = records.find((one) => one.id === writing.id);
  const record = {
    ...writing, ...old, answers, state: "waiting", errors: [], disputed: [],
    at: old ? old.at : clock.now(), order: old ? old.order : 1 + Math.max(0, ...records.map((one) => one.order)),
    opening: clock.session,
  };
  if (writing.kind === "profile") record.target = $("person-of").querySelector("select").value;
  try {
    await save(record);
  } catch {
    tell(word("full"), true);
    return;
  }
  await store.remove("sheets", `${row.id} draft`);
  writing = null;
  row.clock = clock.saved();
  await store.put("devices", row);
  await list();
  view("outbox");
  paintOutbox();
  tell(word("stored"));
  await state();
  meet();
}

/* What is shown */

function paint() {
  if (!sheet) return;
  $("as-of").textContent = word("as-of", { at: moment(Date.parse(sheet.at)) });
  $("today").replaceChildren(...new DOMParser().parseFromString(sheet.today, "text/html").body.childNodes);
  for (const one of document.querySelectorAll("[data-do]")) one.hidden = !(one.dataset.do in sheet.forms);
  paintOutbox();
}

function title(record) {
  const person = sheet && sheet.people.find((one) => [value(record, "person"), record.target].includes(one.id));
  const name = person ? person.name : `${value(record, "given")} ${value(record, "family")} ${value(record, "title")}`.trim();
  return [sheet && sheet.forms[record.kind] ? sheet.forms[record.kind].title : record.kind, name].filter(Boolean).join(": ");
}

function paintOutbox() {
  $("waiting-records").replaceChildren(...records.map((record) => {
    const card = $("waiting-record").content.cloneNode(true).firstElementChild;
    card.dataset.id = record.id;
    card.querySelector("h2").textContent = title(record);
    card.querySelector(".tag").textContent = word(record.attempt && record.state === "waiting" ? "unsure" : record.state);
    card.querySelector(".tag").classList.add(record.state === "waiting" ? "b" : "r");
    card.querySelector("[data-at]").textContent = moment(record.at);
    card.querySelector("ul").replaceChildren(...(record.errors || []).map((one) => {
      const item = document.createElement("li");
      item.textContent = one.label ? `${named(one.label)} ${one.sentence}` : one.sentence;
      return item;
    }));
    if (record.state === "disputed") ask(card.querySelector("form"), record);
    return card;
  }));
  $("nothing-waits").hidden = records.length > 0;
}

/* Two people changed the same answer: both are shown, and one is chosen. */
function ask(form, record) {
  form.hidden = false;
  form.querySelector("[data-choices]").replaceChildren(...record.disputed.map((one) => {
    const part = $("disputed-answer").content.cloneNode(true).firstElementChild;
    part.querySelector("legend").textContent = one.label;
    for (const [side, said] of [["theirs", one.current], ["mine", one.proposed]]) {
      const box = part.querySelector(`[value=${side}]`);
      box.name = `keep-${one.name}`;
      box.parentElement.querySelector("span").textContent = said;
    }
    return part;
  }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answers = record.answers.filter(([name]) => !name.startsWith("keep-"));
    await save({ ...record, answers: [...answers, ...new FormData(form)], seen: record.now, state: "waiting",
      errors: [], disputed: [] });
    await list();
    await meet();
  });
}

function exported(record) {
  const form = document.createElement("form");
  if (sheet && sheet.forms[record.kind]) {
    forms.build(form, sheet.forms[record.kind].html);
    forms.offer(form, people(record.kind), word("nobody"));
    forms.fill(form, record.answers, true);
  }
  const file = { title: title(record), recorded_at: new Date(record.at).toISOString(), answers: forms.describe(form),
    record: { kind: record.kind, key: record.id, target: record.target, answers: record.answers } };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
  link.download = `waystation-${record.id.slice(0, 8)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function drop(record) {
  await store.remove("records", record.id);
  await list();
  paintOutbox();
  await state();
}

function sure(sentence) {
  $("sure").querySelector("p").textContent = sentence;
  $("sure").showModal();
  return new Promise((done) => { $("sure").onclose = () => done($("sure").returnValue === "yes"); });
}

/* What is pressed */

addEventListener("click", async (event) => {
  const button = event.target.closest("[data-go], [data-do], [data-act]");
  if (!button) return;
  const { go, do: kind, act } = button.dataset;
  if (go) { tell(""); view(go); if (go === "outbox") paintOutbox(); if (go === "today") meet(true); }
  if (kind && sheet) {
    const answers = ["waiting", "person", "language"].filter((one) => button.dataset[one])
      .map((one) => [one, button.dataset[one]]);
    begin(kind, { target: button.dataset.id || "", answers });
  }
  const record = records.find((one) => one.id === button.closest("[data-id]")?.dataset.id);
  if (act === "open") write(record);
  if (act === "export") exported(record);
  if (act === "delete" && await sure(word("sure-delete"))) await drop(record);
  if (act === "send") { await meet(); if (!online) tell(word("no-network"), true); }
  if (act === "cancel") { writing = null; await store.remove("sheets", `${row.id} draft`); view("today"); tell(""); }
  if (act === "lock") await shut(word("locked"));
  if (act === "wipe" && await sure(word("sure-wipe"))) await wiped(row.id);
});

$("code-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const box = event.target.elements.code;
  const rows = (await store.all("devices")).filter((one) => !row || one.id === row.id);
  const found = await store.openByCode(rows, box.value, rule("wrongCodes"));
  box.value = "";
  if (!found) return tell(word(rows.some((one) => one.byCode) ? "wrong-code" : "code-gone"), true);
  tell("");
  await enter(found);
  meet();
});

$("prepare-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { code, again } = event.target.elements;
  if (code.value.length < rule("codeLength")) return tell(word("short-code"), true);
  if (code.value !== again.value) return tell(word("other-code"), true);
  const { status, json } = await sync.prepare();
  if (status !== 200) return tell(json ? json.sentence : word("no-network"), true);
  const lasting = navigator.storage && navigator.storage.persist ? await navigator.storage.persist() : false;
  await enter(await store.prepare(json.device, json.share, code.value));
  event.target.reset();
  await meet(true);
  tell(word(lasting ? "prepared" : "prepared-not-lasting"));
});

$("fields").form.addEventListener("submit", store_);
let timer;
$("fields").form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => writing && key && keep().catch(() => {}), 500); });

for (const name of ["keydown", "pointerdown", "input"]) addEventListener(name, () => {
  if (key && idle() > IDLE) return shut(word("locked"));
  used = performance.now();
}, { capture: true, passive: true });

/* How long nobody used the page. A device that sleeps may not count on: while the page is out of sight
   the device's clock is asked as well. While it is in sight a change of that clock means nothing. */
const idle = () => Math.max(performance.now() - used, hiddenAt === null ? 0 : Math.abs(Date.now() - hiddenAt));

/* Records that wait are sent although nobody uses the page, until it locks. */
const wanted = () => idle() < 60000 || records.some((one) => one.state === "waiting");

setInterval(() => {
  if (key && idle() > IDLE) shut(word("locked"));
  else if (document.visibilityState === "visible" && wanted() && !wiping) meet();
}, 15000);
/* A contact that began without network may end only now: it is made again. */
addEventListener("online", () => meet().then(() => online || meet()));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    if (key && idle() > IDLE) shut(word("locked"));
    hiddenAt = null;
    meet();
  } else {
    hiddenAt = Date.now();
    if (key) { row.clock = clock.saved(); store.put("devices", row); }
  }
});
tabs.onmessage = () => location.reload();

(async () => {
  if (!window.isSecureContext || !window.indexedDB || !crypto.subtle || !navigator.serviceWorker || !navigator.locks) {
    $("unable").hidden = false;
    return;
  }
  try { await store.all("devices"); } catch { $("unable").hidden = false; return; }
  await navigator.serviceWorker.register("/offline/sw.js", { scope: "/offline/" }).catch(() => {});
  await state();
  await meet();
  if (location.hash === "#leaving" && key) { view("outbox"); tell(word("leaving"), true); }
  document.body.dataset.ready = "yes";
})();
