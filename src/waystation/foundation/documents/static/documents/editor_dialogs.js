/* The dialogs of the editor: a figure or fact found by a search, and the forms of the pieces. */
"use strict";
(function () {
  const work = window.waystationEditor;
  if (!work) return;
  const { place, setup, element } = work;
  const words = setup.words;
  let changing = null;

  const fieldsOf = (form) => Array.from(form.elements).filter((one) => one.name && one.type !== "file");
  function contentOf(form) {
    const content = {};
    for (const one of fieldsOf(form)) {
      if (one.type === "checkbox") {
        content[one.name] = content[one.name] || [];
        if (one.checked) content[one.name].push(one.value);
      } else content[one.name] = one.value;
    }
    return content;
  }
  function fill(form, content) {
    for (const one of fieldsOf(form)) {
      const value = content[one.name];
      if (one.type === "checkbox") one.checked = (value || []).includes(one.value);
      else one.value = value === undefined ? one.defaultValue || "" : value;
    }
    form.querySelectorAll("[data-wrong]").forEach((one) => { one.textContent = ""; });
  }
  function open(dialog, content) {
    const form = dialog.querySelector("form");
    form.reset();
    if (content) fill(form, content);
    const wrong = form.querySelector("[data-wrong]");
    if (wrong) wrong.textContent = "";
    dialog.showModal();
  }

  document.querySelectorAll("[data-open]").forEach((one) => {
    one.addEventListener("click", () => {
      changing = null;
      open(document.getElementById(one.dataset.open));
    });
  });
  document.querySelectorAll("dialog [data-close]").forEach((one) => {
    one.addEventListener("click", () => one.closest("dialog").close());
  });
  place.addEventListener("piece:change", (event) => {
    changing = event.detail.id;
    open(document.getElementById("insert-" + event.detail.kind), event.detail.content);
  });

  async function upload(form) {
    const file = form.querySelector("input[type=file]");
    if (!file || !file.files.length) return null;
    const body = new FormData();
    body.append("file", file.files[0]);
    const answer = await fetch(setup.imageUrl, { method: "POST", headers: { "X-CSRFToken": setup.token }, body });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.message);
    return said.image;
  }
  document.querySelectorAll("dialog[data-insert] form").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const dialog = form.closest("dialog");
      const wrong = form.querySelector("[data-wrong]");
      try {
        const image = await upload(form);
        if (image) form.elements.image.value = image;
      } catch (error) {
        wrong.textContent = error.message;
        return;
      }
      const content = contentOf(form);
      const missing = setup.objects[dialog.dataset.insert].required.find((name) => !(content[name] || "").length);
      if (missing) {
        wrong.textContent = words.incomplete;
        return;
      }
      dialog.close();
      const there = changing && work.find(changing);
      if (there) {
        work.editor.dispatch(work.editor.state.tr.setNodeMarkup(there.at, null, { ...there.node.attrs, content }));
      } else work.insert(dialog.dataset.insert, { content });
      work.save();
    });
  });

  // A figure or a fact, found by what it is called.
  const search = document.getElementById("insert-figure");
  if (search) {
    const asked = search.querySelector("[name=q]");
    const found = search.querySelector("[data-found]");
    let timer = null, last = 0;
    async function look() {
      const mine = ++last;
      const query = new URLSearchParams(new FormData(search.querySelector("form")));
      const answer = await fetch(setup.searchUrl + "?" + query);
      if (mine !== last || !answer.ok) return;
      const said = await answer.json();
      found.replaceChildren();
      for (const one of said.found) {
        const line = element("li");
        const choose = work.button("", () => {
          search.close();
          if (one.kind === "figure") work.now.figures[one.key] = one;
          else work.now.facts[one.attrs.fact] = one;
          work.insert(one.kind, one.attrs);
        }, "found");
        choose.append(element("b", "", one.text), element("span", "", one.name), element("span", "mut sm", one.title));
        line.append(choose);
        found.append(line);
      }
      if (!said.found.length) found.append(element("li", "mut", words.nothing));
    }
    search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 200); });
    search.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const first = found.querySelector("button");
      if (first) first.click();
    });
    document.querySelectorAll("[data-open=insert-figure]").forEach((one) => one.addEventListener("click", () => { look(); asked.focus(); }));
  }

  // A footnote is written and changed in its dialog; an outdated fact offers its newer value.
  const note = document.getElementById("footnote");
  let noted = null;
  document.querySelector("[data-footnote]")?.addEventListener("click", () => { noted = null; open(note); });
  note?.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = event.target.elements.text.value.trim();
    note.close();
    if (!text) return;
    if (noted) replace(noted, "footnote", { text });
    else work.insert("footnote", { text });
  });
  // A link is put on the chosen words; without any, its address is written.
  const link = document.getElementById("link");
  const { link: linked } = work.schema.marks;
  const chosen = () => {
    const { from, to, empty, $from } = work.editor.state.selection;
    const mark = linked.isInSet($from.marks()) || linked.isInSet($from.nodeAfter?.marks || []);
    return { from, to, empty, mark };
  };
  document.querySelector("[data-link]")?.addEventListener("click", () => {
    open(link);
    link.querySelector("input").value = chosen().mark?.attrs.href || "";
  });
  link?.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    let href = event.target.elements.href.value.trim();
    if (/^[^\s@/]+@[^\s@/]+$/.test(href)) href = "mailto:" + href;
    else if (href && !/^[a-z]+:/i.test(href)) href = "https://" + href;
    if (href && !work.ADDRESS.test(href)) {
      link.querySelector("[data-wrong]").textContent = link.dataset.wrongAddress;
      return;
    }
    link.close();
    const { from, to, empty } = chosen();
    const tr = work.editor.state.tr;
    if (!empty) {
      tr.removeMark(from, to, linked);
      if (href) tr.addMark(from, to, linked.create({ href }));
    } else if (href) {
      tr.replaceSelectionWith(work.schema.text(href.replace(/^mailto:/i, ""), [linked.create({ href })]), false);
    }
    work.editor.dispatch(tr.scrollIntoView());
    work.editor.focus();
  });
  const old = document.getElementById("old-fact");
  let outdated = null;
  old?.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    old.close();
    const { node, fact } = outdated;
    work.now.facts[fact.newer.fact] = fact.newer;
    replace(node, "fact", { fact: fact.newer.fact });
    work.save();
  });
  place.addEventListener("token:open", (event) => {
    const { node, fact } = event.detail;
    if (node.type.name === "footnote") {
      noted = node;
      open(note, { text: node.attrs.text });
      return;
    }
    outdated = event.detail;
    old.querySelector("[data-newer]").textContent = fact.newer.title;
    open(old);
  });
  function replace(node, kind, attrs) {
    work.editor.state.doc.descendants((one, at) => {
      if (one !== node) return true;
      work.editor.dispatch(work.editor.state.tr.replaceWith(at, at + 1, work.schema.nodes[kind].create(attrs)));
      return false;
    });
  }
})();
