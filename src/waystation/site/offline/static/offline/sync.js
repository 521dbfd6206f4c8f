/* What the page asks of the server. Every answer is JSON; a page in its place is a sign-in that is
   over or a form's token that is old. */
const TIMEOUT = 30000;
const BASE = "/offline/";
let token = "";

async function ask(path, { device = "", waiting = 0, body, method = "GET" } = {}) {
  const headers = { "X-Device": device, "X-Waiting": String(waiting) };
  if (method === "POST") headers["X-CSRFToken"] = token;
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(BASE + path, {
    method, headers, body: body && JSON.stringify(body), redirect: "manual", cache: "no-store",
    credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT),
  });
  const json = (answer.headers.get("Content-Type") || "").includes("json");
  return { status: answer.status, json: json ? await answer.json() : null };
}

/* Who is signed in, and is this device to be wiped? Throws where there is no network. */
export async function contact(device, waiting) {
  for (let tries = 0; tries < 2; tries += 1) {
    const { json } = await ask("contact/", { device, waiting });
    if (json) {
      token = json.csrf || "";
      return json;
    }
  }
  throw new Error("no contact");
}

export const prepare = () => ask("prepare/", { method: "POST" });
export const load = (device) => ask("load/", { device });
export const wiped = (device, waiting) => ask("wiped/", { device, waiting, method: "POST" });
export const send = (device, body) => ask("send/", { device, body, method: "POST" });
