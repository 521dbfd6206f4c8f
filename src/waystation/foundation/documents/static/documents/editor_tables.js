/* Tables of words in the editor: rows and columns by buttons, from cell to cell with Tab. */
"use strict";
(function () {
  const work = window.waystationEditor;
  if (!work || !work.schema.nodes.table) return;
  const { schema, editor } = work;
  const { state } = ProseMirror;
  const { table, table_row: row, table_cell: cell } = schema.nodes;
  const MOST = 12;

  /** The table under the cursor: its place, its rows as nodes, and the cell by row and column. */
  function here() {
    const { $from } = editor.state.selection;
    if ($from.depth < 3 || $from.node(1).type !== table) return null;
    return { at: $from.before(1), node: $from.node(1), line: $from.index(1), column: $from.index(2) };
  }
  function put(found, rows, line, column) {
    const made = table.create(found.node.attrs, rows);
    const tr = editor.state.tr.replaceWith(found.at, found.at + found.node.nodeSize, made);
    editor.dispatch(tr.setSelection(state.TextSelection.create(tr.doc, placeOf(found.at, made, line, column))).scrollIntoView());
    editor.focus();
  }
  function placeOf(at, made, line, column) {
    let place = at + 1;
    for (let i = 0; i < line; i++) place += made.child(i).nodeSize;
    place += 1;
    for (let i = 0; i < column; i++) place += made.child(line).child(i).nodeSize;
    return place + 1 + made.child(line).child(column).content.size;
  }
  const rowsOf = (node) => Array.from({ length: node.childCount }, (_n, i) => node.child(i));
  const cellsOf = (node) => rowsOf(node);
  const empty = (count) => row.create(null, Array.from({ length: count }, () => cell.create()));

  const actions = {
    insert() {
      if (here()) return;
      work.insert("table", null, [empty(2), empty(2)]);
      const { doc, selection } = editor.state;
      const before = doc.resolve(selection.from).before(1);
      const at = before - doc.resolve(before).nodeBefore.nodeSize;
      const place = placeOf(at, doc.nodeAt(at), 0, 0);
      editor.dispatch(editor.state.tr.setSelection(state.TextSelection.create(doc, place)));
      editor.focus();
    },
    addRow(found) {
      const rows = rowsOf(found.node);
      rows.splice(found.line + 1, 0, empty(found.node.child(0).childCount));
      put(found, rows, found.line + 1, found.column);
    },
    addColumn(found) {
      if (found.node.child(0).childCount >= MOST) return;
      const rows = rowsOf(found.node).map((one) => {
        const cells = cellsOf(one);
        cells.splice(found.column + 1, 0, cell.create());
        return row.create(null, cells);
      });
      put(found, rows, found.line, found.column + 1);
    },
    removeRow(found) {
      const rows = rowsOf(found.node);
      if (rows.length === 1) return remove(found);
      rows.splice(found.line, 1);
      put(found, rows, Math.min(found.line, rows.length - 1), found.column);
    },
    removeColumn(found) {
      if (found.node.child(0).childCount === 1) return remove(found);
      const rows = rowsOf(found.node).map((one) => {
        const cells = cellsOf(one);
        cells.splice(found.column, 1);
        return row.create(null, cells);
      });
      put(found, rows, found.line, Math.max(found.column - 1, 0));
    },
  };
  function remove(found) {
    editor.dispatch(editor.state.tr.delete(found.at, found.at + found.node.nodeSize));
    editor.focus();
  }

  const tools = document.querySelector("[data-table-tools]");
  document.querySelectorAll("[data-table]").forEach((one) => {
    one.addEventListener("mousedown", (event) => event.preventDefault());
    one.addEventListener("click", () => {
      const found = here();
      if (found || one.dataset.table === "insert") actions[one.dataset.table](found);
    });
  });
  function mark() { tools.hidden = !here(); }
  work.place.addEventListener("document:drawn", mark);
  mark();

  // Tab goes to the next cell, after the last one to a new row; Escape leaves the table.
  work.place.addEventListener("keydown", (event) => {
    const found = here();
    if (!found) return;
    const width = found.node.child(0).childCount;
    const place = found.line * width + found.column + (event.shiftKey ? -1 : 1);
    if (event.key === "Escape") {
      const after = found.at + found.node.nodeSize;
      const tr = editor.state.tr;
      if (after >= tr.doc.content.size) tr.insert(after, schema.nodes.paragraph.create());
      editor.dispatch(tr.setSelection(state.Selection.near(tr.doc.resolve(after + 1))).scrollIntoView());
    } else if (event.key === "Tab") {
      if (place < 0) return;
      if (place >= width * found.node.childCount) actions.addRow({ ...found, column: 0 });
      else put(found, rowsOf(found.node), Math.floor(place / width), place % width);
    } else if (event.key === "Enter") {
      if (found.line + 1 === found.node.childCount) actions.addRow(found);
      else put(found, rowsOf(found.node), found.line + 1, found.column);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
