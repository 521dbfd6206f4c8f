// Load each XForm named on the command line with ODK's engine for web forms; print one line of
// JSON for each: {"form": path, "status": "success" | "warning" | "failure", "why": "…",
// "instance": the XML of a submission with what the form calculates before anybody answers}.
// The first argument is the folder of node_modules that has @getodk/xforms-engine.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [modules, ...forms] = process.argv.slice(2);

// The engine is built for browsers: it parses XML with their DOM, and reads its parser of
// expressions as a web page would. So this process looks like one.
const require = createRequire(path.join(path.resolve(modules), "x.js"));
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("", { url: "http://localhost/" });
globalThis.window = window;
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) globalThis[name] = window[name];
}
const { node, ...versions } = process.versions;
Object.defineProperty(process, "versions", { value: versions });
const entry = path.join(path.resolve(modules), "@getodk/xforms-engine/dist/index.js");
const { loadForm } = await import(pathToFileURL(entry).href);

for (const form of forms) {
  const xml = await readFile(form, "utf8");
  const result = await loadForm(xml, {
    fetchFormAttachment: async () => new Response("", { status: 404 }),
    missingResourceBehavior: "BLANK",
  });
  let status = result.status;
  let instance = "";
  let why = result.error ? String(result.error.message ?? result.error) : "";
  if (status !== "failure") {
    try {
      const { root } = result.createInstance();
      const payload = await root.prepareInstancePayload({ payloadType: "monolithic" });
      instance = await payload.data[0].get("xml_submission_file").text();
    } catch (error) {
      status = "failure";
      why = String(error.message ?? error);
    }
  }
  console.log(JSON.stringify({ form, status, why: why.slice(0, 300), instance }));
}
process.exit(0);
