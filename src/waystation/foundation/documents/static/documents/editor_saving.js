/* Saves the document of editor.js a moment after each change, with what this editor had before
   them: the server merges what only one of two people touched and names the blocks that both did. */
"use strict";
(function () {
  const work = window.waystationEditor;
  if (!work) return;
  const { place, setup, now } = work;
  const words = setup.words;
  const status = document.querySelector("[data-status]");
  const preview = document.querySelector("[data-preview]");
  let seen = setup.seen;
  let waiting = null, sending = false, dirty = false;

  function say(text, wrong) {
    status.textContent = text;
    status.classList.toggle("wrong-text", Boolean(wrong));
  }
  function later(delay) {
    dirty = true;
    place.dataset.state = "changed";
    clearTimeout(waiting);
    waiting = setTimeout(save, delay);
  }
  place.addEventListener("document:changed", () => later(900));

  async function save() {
    if (sending) return;
    sending = true;
    dirty = false;
    say(words.saving);
    try {
      const answer = await fetch(setup.saveUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": setup.token },
        body: JSON.stringify({ nodes: work.nodes(), seen }),
      });
      take(answer.status, await answer.json());
    } catch {
      dirty = true;
      say(words.offline, true);
      clearTimeout(waiting);
      waiting = setTimeout(save, 5000);
    } finally {
      sending = false;
      if (dirty && status && !status.classList.contains("wrong-text")) later(300);
    }
  }

  function take(code, said) {
    if (code === 200) {
      seen = said.seen;
      Object.assign(now, { figures: said.figures, facts: said.facts, pieces: said.pieces });
      if (said.nodes && !dirty) work.become(said.nodes);
      if (!dirty) place.dataset.state = "saved";
      work.redraw();
      for (const one of document.querySelectorAll("[data-differs]")) one.hidden = !said.differs;
      work.tell(new Map(Object.entries(said.problems).map(([id, text]) => [id, { text }])));
      say(said.status);
      place.dispatchEvent(new Event("document:saved"));
      if (preview && !preview.hidden) show();
      return;
    }
    dirty = true;
    const told = new Map();
    for (const [id, text] of Object.entries(said.blocks || {})) told.set(id, { text });
    for (const [id, one] of Object.entries(said.conflicts || {})) {
      told.set(id, { text: said.message, theirs: one.text, settle: (mine) => settle(id, one, mine) });
    }
    work.tell(told);
    say(said.message || words.offline, true);
  }

  /** Two people changed the same block: this one chose between the two. */
  function settle(id, one, mine) {
    if (one.digest) seen.blocks[id] = one.digest;
    else delete seen.blocks[id];
    const told = new Map(work.told());
    told.delete(id);
    work.tell(told);
    const here = work.find(id);
    if (!mine && here) {
      const theirs = one.nodes.map((node) => work.schema.nodeFromJSON(node));
      const tr = work.editor.state.tr;
      if (theirs.length) tr.replaceWith(here.at, here.at + here.node.nodeSize, theirs);
      else tr.delete(here.at, here.at + here.node.nodeSize);
      work.editor.dispatch(tr);
    }
    later(50);
  }

  async function show() {
    const answer = await fetch(setup.previewUrl);
    if (!answer.ok) return;
    preview.innerHTML = await answer.text();
  }
  const toggle = document.querySelector("[data-toggle-preview]");
  if (toggle) {
    toggle.addEventListener("click", () => {
      preview.hidden = !preview.hidden;
      toggle.setAttribute("aria-expanded", String(!preview.hidden));
      document.body.classList.toggle("with-preview", !preview.hidden);
      if (!preview.hidden) show();
    });
  }

  // The outline follows the headings.
  const outline = document.querySelector("[data-outline]");
  function list() {
    if (!outline) return;
    outline.replaceChildren();
    work.editor.state.doc.forEach((node, at) => {
      if (node.type.name !== "heading" || !node.textContent) return;
      const line = work.element("li", node.attrs.level > 1 ? "in" : "");
      line.append(work.button(node.textContent, () => {
        const found = work.editor.nodeDOM(at);
        if (found) found.scrollIntoView({ block: "center" });
      }));
      outline.append(line);
    });
  }
  place.addEventListener("document:drawn", list);
  list();

  addEventListener("beforeunload", (event) => {
    if (!dirty && !sending) return;
    event.preventDefault();
  });
  work.save = () => later(10);
  work.tell(new Map(Object.entries(setup.problems).map(([id, text]) => [id, { text }])));
  place.dataset.ready = "yes";
})();
