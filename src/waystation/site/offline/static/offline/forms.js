/* A form of the server, filled in and read on the device: names and values, as a browser sends them. */
const ticked = (one) => /^(checkbox|radio)$/.test(one.type);
const named = (form) => Array.from(form.elements).filter((one) => one.name);

export function build(form, html) {
  form.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

/* Put answers into a form; ``whole`` ones say what was not ticked as well. */
export function fill(form, answers, whole) {
  for (const one of named(form)) {
    const values = answers.filter(([name]) => name === one.name).map(([, value]) => value);
    if (ticked(one)) { if (whole || values.length) one.checked = values.includes(one.value); }
    else if (values.length) one.value = values[0];
    if (values.length && (ticked(one) ? one.checked : one.value)) {
      const fold = one.closest("details");
      if (fold) fold.open = true;
    }
  }
}

export const read = (form) =>
  Array.from(new FormData(form)).filter(([name, value]) => value !== "" && name !== "key");

/* Offer the people whose names are on the device: as choices of a list, or as boxes to tick. */
export function offer(form, people, nobody) {
  const list = form.querySelector("select[data-people]");
  if (list) {
    list.replaceChildren(...[{ id: "", name: nobody }, ...people].map((one) => new Option(one.name, one.id)));
    const unnamed = () => form.querySelectorAll("[data-unnamed]").forEach((one) => {
      one.closest(".field").hidden = list.value !== "";
      if (list.value) one.value = "";
    });
    list.addEventListener("change", unnamed);
    form.addEventListener("filled", unnamed);
  }
  const boxes = form.querySelector("div[data-people]");
  if (boxes) boxes.replaceChildren(...people.map((one) => {
    const label = document.createElement("label"), box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name: boxes.dataset.people, value: one.id });
    label.append(box, ` ${one.name}`);
    return label;
  }));
}

/* Leave out what this record does not ask. */
export function narrow(form, asked) {
  if (!asked.length) return;
  for (const one of named(form)) {
    if (asked.includes(one.name)) continue;
    const field = one.closest(".field");
    if (field) field.remove(); else one.remove();
  }
}

/* The list on which a group signs in: each press counts one more in its box. */
export function signing(form) {
  const list = form.querySelector("[data-sign-in]");
  if (!list) return;
  list.querySelector("button").addEventListener("click", () => {
    const [sex, age] = ["#sign-sex", "#sign-age"].map((one) => list.querySelector(one).value);
    const box = form.elements[`n_${sex}_${age}`];
    box.value = Number(box.value || 0) + 1;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const text = (node) => (node ? node.textContent.replace(/\s+/g, " ").trim() : "");

/* Questions and answers in words, for whoever reads an exported record. */
export function describe(form) {
  const found = [];
  for (const one of named(form)) {
    if (one.type === "hidden" || (ticked(one) ? !one.checked : !one.value)) continue;
    const field = one.closest("fieldset, .field");
    const question = text(one.closest("fieldset")?.querySelector("legend"))
      || text(form.querySelector(`label[for="${CSS.escape(one.id)}"]`)) || text(field?.querySelector("label"));
    const value = one.tagName === "SELECT" ? text(one.selectedOptions[0])
      : ticked(one) ? text(one.closest("label")) : one.value;
    found.push({ question, answer: value });
  }
  return found;
}
