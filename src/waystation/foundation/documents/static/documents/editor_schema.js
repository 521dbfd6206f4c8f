/* What a document of the editor is made of: the server's table of nodes, and how each looks here. */
"use strict";
window.waystationSchema = function (setup) {
  const table = setup.schema;
  const tags = {
    paragraph: "p", bullet_list: "ul", ordered_list: "ol", list_item: "li", blockquote: "blockquote",
    table: "table", table_row: "tr", table_cell: "td",
  };
  const ADDRESS = /^(https?:\/\/|mailto:)[^\s<>"'\\]+$/i;
  const nodes = {
    doc: { content: "block+" },
    heading: {
      content: "text*", marks: "", group: "block", defining: true, attrs: { id: { default: null }, level: { default: 1 } },
      parseDOM: [1, 2, 3].map((n) => ({ tag: "h" + n, attrs: { level: n > 2 ? 2 : 1 } })),
      toDOM: (node) => ["h" + (node.attrs.level + 1), 0],
    },
  };
  for (const [name, one] of Object.entries(table.nodes)) {
    if (name === "heading") continue;
    const attrs = {};
    for (const [key, value] of Object.entries(one.attrs)) attrs[key] = { default: value };
    if (table.top.includes(name)) attrs.id = { default: null };
    const made = { attrs, inline: one.inline };
    if (one.inline) Object.assign(made, { group: "inline", atom: true, selectable: name !== "hard_break" });
    else made.content = one.content;
    if (one.content === "text*") made.marks = "";
    if (table.top.includes(name)) made.group = "block";
    if (tags[name]) {
      made.parseDOM = (name === "table_cell" ? ["td", "th"] : [tags[name]]).map((tag) => ({ tag }));
      made.toDOM = () => [tags[name], ...(name === "table" ? [["tbody", 0]] : [0])];
      if (name.startsWith("table")) made.isolating = true;
    } else if (name === "hard_break") {
      made.parseDOM = [{ tag: "br" }];
      made.toDOM = () => ["br"];
    } else {
      made.parseDOM = [{ tag: "span[data-" + name + "]", getAttrs: (dom) => JSON.parse(dom.dataset[name]) }];
      made.toDOM = (node) => ["span", { ["data-" + name]: JSON.stringify(node.attrs) }, ""];
    }
    nodes[name] = made;
  }
  // Typing begins a paragraph: it comes first among the blocks.
  const { paragraph, ...others } = nodes;
  nodes.text = { group: "inline" };
  for (const kind of Object.keys(setup.objects)) {
    others[kind] = {
      group: "block", atom: true, draggable: true, attrs: { id: { default: null }, content: { default: {} } },
      parseDOM: [{ tag: "div[data-piece=" + kind + "]", getAttrs: (dom) => ({ content: JSON.parse(dom.dataset.content) }) }],
      toDOM: (node) => ["div", { "data-piece": kind, "data-content": JSON.stringify(node.attrs.content) }],
    };
  }
  const { doc, ...blocks } = others;
  const schema = new ProseMirror.model.Schema({
    nodes: { doc, paragraph, ...blocks, text: nodes.text },
    marks: {
      strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
      em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
      link: {
        attrs: { href: {} }, inclusive: false,
        parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ADDRESS.test(dom.getAttribute("href")) && { href: dom.getAttribute("href") } }],
        toDOM: (mark) => ["a", { href: mark.attrs.href, rel: "noopener noreferrer" }, 0],
      },
    },
  });
  return { schema, ADDRESS };
};
