/* The editor of documents: typed nodes, never HTML. The server says which nodes there are, checks
   what is sent, and says how figures, charts and pictures read now; this file only edits.

   A page has one [data-editor] with its setup as JSON beside it, see templates/documents/editor.html.
   Dialogs of the page (dialog[data-insert]) insert pieces; editor_dialogs.js opens them. */
"use strict";
(function () {
  const missing = document.querySelector("[data-no-editor]");
  if (typeof ProseMirror === "undefined") {
    if (missing) missing.hidden = false;
    return;
  }
  const { state, view, keymap, history, commands, lists, inputrules, dropcursor, gapcursor } = ProseMirror;
  const place = document.querySelector("[data-editor]");
  if (!place) return;
  const setup = JSON.parse(document.getElementById("editor-setup").textContent);
  const words = setup.words;

  const { schema, ADDRESS } = window.waystationSchema(setup);

  // How numbers and pieces read now, by the server's last answer.
  const now = { figures: setup.figures, facts: setup.facts, pieces: setup.pieces };
  const figureKey = (attrs) =>
    [attrs.indicator, attrs.period, ...Object.entries(attrs.where).map(([k, v]) => k + "=" + v)].filter(Boolean).join(" ");
  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function button(text, action, className) {
    const made = element("button", className || "link sm", text);
    made.type = "button";
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", action);
    return made;
  }

  const shown = new Set();
  function inlineView(kind) {
    return (node) => {
      const dom = element("span", "token " + kind);
      const own = {
        dom,
        draw() {
          if (kind === "footnote") {
            dom.title = node.attrs.text;
            dom.setAttribute("aria-label", words.footnote + ": " + node.attrs.text);
            return;
          }
          const found = kind === "figure" ? now.figures[figureKey(node.attrs)] : now.facts[node.attrs.fact];
          dom.textContent = found ? found.text : "…";
          dom.title = found ? found.title : "";
          dom.classList.toggle("old", Boolean(found && found.newer));
        },
        update(other) {
          if (other.type !== node.type) return false;
          node = other;
          own.draw();
          return true;
        },
        destroy() { shown.delete(own); },
        ignoreMutation: () => true,
      };
      shown.add(own);
      own.draw();
      return own;
    };
  }
  function pieceView(node, editor, where) {
    const dom = element("div", "piece");
    const head = element("div", "piece-head");
    const body = element("div", "piece-body");
    const kind = node.type.name;
    head.append(element("span", "b sm", setup.objects[kind].label));
    if (setup.objects[kind].change) {
      head.append(button(words.change, () => place.dispatchEvent(
        new CustomEvent("piece:change", { detail: { kind, content: node.attrs.content, id: node.attrs.id } }))));
    }
    head.append(
      button(words.up, () => move(-1, where())), button(words.down, () => move(1, where())),
      button(words.remove, () => editor.dispatch(editor.state.tr.delete(where(), where() + node.nodeSize))));
    dom.append(head, body);
    let drawn = null;
    const own = {
      dom,
      draw() {
        const html = now.pieces[node.attrs.id];
        if (html === drawn) return;
        drawn = html;
        // Our server's own HTML; every text in it is escaped there.
        if (html) body.innerHTML = html;
        else body.replaceChildren(element("p", "mut sm", words.waiting));
      },
      update(other) {
        if (other.type !== node.type) return false;
        node = other;
        own.draw();
        return true;
      },
      selectNode() { dom.classList.add("chosen"); },
      deselectNode() { dom.classList.remove("chosen"); },
      stopEvent: (event) => !/^(drag|drop|mousedown)/.test(event.type) || Boolean(event.target.closest("button")),
      destroy() { shown.delete(own); },
      ignoreMutation: () => true,
    };
    shown.add(own);
    own.draw();
    return own;
  }

  // Each block has a key of its own: two people may write in two blocks at once.
  function newKey() {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
    const hex = Array.from(b, (n) => n.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  const keys = new state.Plugin({
    appendTransaction(_steps, _before, after) {
      const taken = new Set();
      let tr = null;
      after.doc.forEach((node, at) => {
        if (!node.attrs.id || taken.has(node.attrs.id)) {
          const id = newKey();
          tr = (tr || after.tr).setNodeMarkup(at, null, { ...node.attrs, id });
          taken.add(id);
        } else taken.add(node.attrs.id);
      });
      return tr;
    },
  });

  // What is wrong stands below its block, with what can be done about it.
  const problems = new state.PluginKey("problems");
  const beside = new state.Plugin({
    key: problems,
    state: {
      init: () => new Map(),
      apply: (tr, old) => tr.getMeta(problems) || old,
    },
    props: {
      decorations(current) {
        const found = [];
        const told = problems.getState(current);
        current.doc.forEach((node, at) => {
          const one = told.get(node.attrs.id);
          if (!one) return;
          found.push(view.Decoration.node(at, at + node.nodeSize, { class: "wrong-block" }));
          found.push(view.Decoration.widget(at + node.nodeSize, () => {
            const box = element("div", "problem");
            box.setAttribute("role", "alert");
            box.append(element("p", "wrong-text", one.text));
            if (one.theirs !== undefined) {
              box.append(element("p", "sm", one.theirs));
              box.append(button(words.mine, () => one.settle(true), "btn s"), button(words.theirs, () => one.settle(false), "btn s"));
            }
            return box;
          }, { side: -1, key: node.attrs.id + one.text }));
        });
        return view.DecorationSet.create(current.doc, found);
      },
    },
  });

  function blockAt(current, at) {
    const index = current.doc.resolve(at).index(0);
    let start = 0;
    for (let i = 0; i < index; i++) start += current.doc.child(i).nodeSize;
    return { index, start, node: current.doc.maybeChild(index) };
  }
  function move(by, at) {
    const current = editor.state;
    const from = at === undefined ? current.selection.from : at;
    const { index, start, node } = blockAt(current, from);
    const other = index + by;
    if (!node || other < 0 || other >= current.doc.childCount) return false;
    const inside = current.selection.from - start;
    const tr = current.tr.delete(start, start + node.nodeSize);
    const to = by < 0 ? start - current.doc.child(other).nodeSize : start + current.doc.child(other).nodeSize;
    tr.insert(to, node);
    tr.setSelection(node.isAtom ? state.NodeSelection.create(tr.doc, to)
      : state.Selection.near(tr.doc.resolve(Math.max(to + 1, Math.min(to + inside, to + node.nodeSize - 1)))));
    editor.dispatch(tr.scrollIntoView());
    editor.focus();
    return true;
  }

  const n = schema.nodes;
  function quote(current, dispatch) {
    const { $from } = current.selection;
    return $from.depth && $from.node(1).type === n.blockquote ? commands.lift(current, dispatch)
      : commands.wrapIn(n.blockquote)(current, dispatch);
  }
  const actions = {
    strong: commands.toggleMark(schema.marks.strong),
    em: commands.toggleMark(schema.marks.em),
    paragraph: commands.setBlockType(n.paragraph),
    section: commands.setBlockType(n.heading, { level: 1 }),
    part: commands.setBlockType(n.heading, { level: 2 }),
    bullets: lists.wrapInList(n.bullet_list),
    numbers: lists.wrapInList(n.ordered_list),
    quote,
    undo: history.undo,
    redo: history.redo,
    up: () => move(-1),
    down: () => move(1),
  };
  const breaks = commands.chainCommands(commands.exitCode, (current, dispatch) => {
    if (current.selection.$from.parent.type === n.heading) return false;
    if (dispatch) dispatch(current.tr.replaceSelectionWith(n.hard_break.create()).scrollIntoView());
    return true;
  });
  const typed = inputrules.inputRules({ rules: [
    inputrules.wrappingInputRule(/^\s*-\s$/, n.bullet_list),
    inputrules.wrappingInputRule(/^\s*1\.\s$/, n.ordered_list),
    inputrules.wrappingInputRule(/^\s*>\s$/, n.blockquote),
    inputrules.textblockTypeInputRule(/^(##?)\s$/, n.heading, (match) => ({ level: match[1].length })),
  ] });
  const docOf = (nodes) => schema.nodeFromJSON({ type: "doc", content: nodes.length ? nodes : [{ type: "paragraph" }] });

  const editor = new view.EditorView(place, {
    state: state.EditorState.create({
      doc: docOf(setup.nodes),
      plugins: [
        typed, keys, beside, history.history(), dropcursor.dropCursor(), gapcursor.gapCursor(),
        keymap.keymap({
          "Mod-b": actions.strong, "Mod-i": actions.em, "Mod-z": history.undo, "Mod-y": history.redo,
          "Shift-Mod-z": history.redo, "Alt-ArrowUp": actions.up, "Alt-ArrowDown": actions.down,
          "Enter": lists.splitListItem(n.list_item), "Shift-Enter": breaks,
          "Mod-[": lists.liftListItem(n.list_item),
        }),
        keymap.keymap(commands.baseKeymap),
      ],
    }),
    attributes: { role: "textbox", "aria-multiline": "true", "aria-label": words.text, lang: setup.language, dir: setup.direction },
    nodeViews: {
      figure: inlineView("figure"), fact: inlineView("fact"), footnote: inlineView("footnote"),
      ...Object.fromEntries(Object.keys(setup.objects).map((kind) => [kind, pieceView])),
    },
    dispatchTransaction(tr) {
      editor.updateState(editor.state.apply(tr));
      if (tr.docChanged && !tr.getMeta("from server")) place.dispatchEvent(new Event("document:changed"));
      place.dispatchEvent(new Event("document:drawn"));
      markTools();
    },
    handleClickOn(_view, _at, node) {
      const fact = node.type === n.fact && now.facts[node.attrs.fact];
      if (!(node.type === n.footnote || (fact && fact.newer))) return false;
      place.dispatchEvent(new CustomEvent("token:open", { detail: { node, fact } }));
      return true;
    },
  });

  // The tools show what the text under the cursor is.
  function markTools() {
    const { $from, from, to, empty } = editor.state.selection;
    const { doc, storedMarks } = editor.state;
    const block = $from.parent;
    const level = block.type === n.heading ? block.attrs.level : 0;
    const marked = (type) => empty ? Boolean(type.isInSet(storedMarks || $from.marks())) : doc.rangeHasMark(from, to, type);
    const pressed = {
      section: level === 1, part: level === 2, paragraph: block.type === n.paragraph,
      strong: marked(schema.marks.strong), em: marked(schema.marks.em),
    };
    for (const [name, is] of Object.entries(pressed)) {
      document.querySelector(`[data-command=${name}]`)?.setAttribute("aria-pressed", String(is));
    }
  }
  markTools();

  // A grip beside the block under the pointer: drag it to move the block.
  const grip = element("span", "grip", "⠿");
  grip.draggable = true;
  grip.hidden = true;
  grip.setAttribute("aria-hidden", "true");
  place.append(grip);
  let held = null;
  place.addEventListener("mousemove", (event) => {
    const found = Array.from(editor.dom.children).find((one) => {
      const box = one.getBoundingClientRect();
      return event.clientY >= box.top && event.clientY <= box.bottom;
    });
    if (!found || found.classList.contains("problem")) return;
    held = found;
    grip.hidden = false;
    grip.style.top = found.offsetTop + "px";
  });
  grip.addEventListener("dragstart", (event) => {
    const { start } = blockAt(editor.state, editor.posAtDOM(held, 0));
    const chosen = state.NodeSelection.create(editor.state.doc, start);
    editor.dispatch(editor.state.tr.setSelection(chosen));
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", " ");
    editor.dragging = { slice: chosen.content(), move: true };
  });

  document.querySelectorAll("[data-command]").forEach((one) => {
    one.addEventListener("mousedown", (event) => event.preventDefault());
    one.addEventListener("click", () => {
      actions[one.dataset.command](editor.state, editor.dispatch, editor);
      editor.focus();
    });
  });

  function insert(kind, attrs, content) {
    const node = n[kind].create(attrs, content);
    const current = editor.state;
    if (node.isInline) {
      editor.dispatch(current.tr.replaceSelectionWith(node, false).scrollIntoView());
    } else {
      const { start, node: here } = blockAt(current, current.selection.from);
      const empty = here && here.type === n.paragraph && !here.content.size;
      const end = here ? start + here.nodeSize : current.doc.content.size;
      const tr = empty ? current.tr.replaceWith(start, end, node) : current.tr.insert(end, node);
      const after = (empty ? start : end) + node.nodeSize;
      if (after >= tr.doc.content.size) tr.insert(after, n.paragraph.create());
      tr.setSelection(state.Selection.near(tr.doc.resolve(after + 1)));
      editor.dispatch(tr.scrollIntoView());
    }
    editor.focus();
  }
  /** Find a block by its key: its place and its node. */
  function find(id) {
    let found = null;
    editor.state.doc.forEach((node, at) => { if (node.attrs.id === id) found = { node, at }; });
    return found;
  }
  /** Bring the document to what the server has, touching only what differs. */
  function become(nodes) {
    const wanted = docOf(nodes);
    const start = editor.state.doc.content.findDiffStart(wanted.content);
    if (start === null) return;
    let { a, b } = editor.state.doc.content.findDiffEnd(wanted.content);
    const overlap = start - Math.min(a, b);
    if (overlap > 0) { a += overlap; b += overlap; }
    const tr = editor.state.tr.replace(start, a, wanted.slice(start, b));
    editor.dispatch(tr.setMeta("from server", true).setMeta("addToHistory", false));
  }

  window.waystationEditor = {
    place, setup, editor, schema, now, insert, find, become, element, button, ADDRESS,
    nodes: () => editor.state.doc.toJSON().content,
    redraw: () => shown.forEach((one) => one.draw()),
    tell: (told) => editor.dispatch(editor.state.tr.setMeta(problems, told).setMeta("from server", true)),
    told: () => problems.getState(editor.state),
  };
})();
