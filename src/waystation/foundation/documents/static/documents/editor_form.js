/* The document of editor.js as a field of a form that is sent with a button. The form has the text
   as lines, for pages without JavaScript, and a field for the nodes, which are sent beside them. */
"use strict";
(function () {
  const work = window.waystationEditor;
  if (!work) return;
  const { place } = work;
  const nodes = document.querySelector("textarea[data-nodes]");
  const lines = document.querySelector("[data-lines]");

  function put() { nodes.value = JSON.stringify(work.nodes()); }
  place.addEventListener("document:changed", () => {
    put();
    nodes.dispatchEvent(new Event("input", { bubbles: true }));
  });
  nodes.form.addEventListener("submit", put);
  // A draft that the browser kept is back in the field.
  nodes.form.addEventListener("draft:back", () => {
    try { work.become(JSON.parse(nodes.value)); } catch { put(); }
  });

  work.save = () => {};
  put();
  lines.hidden = true;
  document.querySelector("[data-written]").hidden = false;
  place.dataset.ready = "yes";
})();
