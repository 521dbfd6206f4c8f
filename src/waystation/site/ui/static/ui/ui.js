/* One-letter shortcuts and the account menu. No page needs this file in order to work. */
"use strict";
(function () {
  var OFF = "waystation.letters.off";

  function isTyping(target) {
    return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
  }

  function lettersAreOn() {
    try { return localStorage.getItem(OFF) !== "1"; } catch (e) { return true; }
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key.length !== 1 || !lettersAreOn()) return;
    if (event.key === "?") {
      var help = document.getElementById("letters");
      if (help && !help.open) help.showModal();
      return;
    }
    var wanted = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("input")) wanted.focus();
    else wanted.click();
  });

  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-shows]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.shows).showModal();
    }
    document.querySelectorAll("details.menu-box[open]").forEach(function (box) {
      if (!box.contains(event.target) || opener) box.removeAttribute("open");
    });
  });

  // People who dictate or lean on keys by accident can switch the letters off (WCAG 2.1.4).
  var off = document.getElementById("letters-off");
  if (off) {
    off.checked = !lettersAreOn();
    off.addEventListener("change", function () {
      try { localStorage.setItem(OFF, off.checked ? "1" : "0"); } catch (e) { /* stays on */ }
    });
  }

  // Lists that are no list page of the kit become cards on a phone too: each cell gets the name
  // of its column. Tables of numbers stay tables.
  function asCards(table) {
    var heads = table.tHead && table.tHead.rows.length === 1 ? Array.from(table.tHead.rows[0].cells) : [];
    var body = table.tBodies.length === 1 ? Array.from(table.tBodies[0].rows) : [];
    var numbers = heads.filter(function (one) { return one.classList.contains("n"); }).length;
    var even = body.every(function (row) {
      return row.cells.length === heads.length && !row.querySelector("[colspan], [rowspan]");
    });
    if (heads.length < 3 || table.tFoot || !even || numbers * 2 > heads.length) return;
    table.classList.add("rows");
    table.setAttribute("role", "table");
    [table.tHead, table.tBodies[0]].forEach(function (part) { part.setAttribute("role", "rowgroup"); });
    heads.forEach(function (one) { one.setAttribute("role", "columnheader"); });
    body.forEach(function (row) {
      row.setAttribute("role", "row");
      Array.from(row.cells).forEach(function (cell, at) {
        cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
        cell.dataset.label = heads[at].textContent.trim();
        if (!cell.textContent.trim() && !cell.children.length) cell.classList.add("void");
      });
    });
  }

  // A table wider than the screen scrolls inside its box; the keyboard must reach that box. One
  // that fits does not scroll, so that its heads can stay below the bar at the top.
  function arrange() {
    document.querySelectorAll("main table:not(.rows, .heads, .matrix)").forEach(asCards);
    document.querySelectorAll(".scroll, .pad").forEach(function (box) {
      var wide = box.scrollWidth > box.clientWidth;
      if (wide) box.setAttribute("tabindex", "0");
      box.classList.toggle("wide", wide);
      box.classList.toggle("fits", !wide);
    });
  }
  arrange();
  window.addEventListener("resize", arrange);
  document.addEventListener("htmx:afterSettle", arrange);

  // Leaving a form with unsaved answers asks first, also where no draft can be kept (files).
  var changed = null;
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.method === "post" && form.closest("main") && !("nothingKept" in form.dataset)) changed = form;
  });
  document.addEventListener("submit", function () { changed = null; });
  window.addEventListener("beforeunload", function (event) {
    if (changed && changed.isConnected) event.preventDefault();
  });

  var wrong = document.querySelector(".errors");
  if (wrong) wrong.focus();
})();
