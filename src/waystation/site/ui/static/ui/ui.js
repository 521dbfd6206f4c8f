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

  // A table wider than the screen scrolls inside its box; the keyboard must reach that box.
  function reachable() {
    document.querySelectorAll(".scroll, .pad").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    });
  }
  reachable();
  window.addEventListener("resize", reachable);

  var wrong = document.querySelector(".errors");
  if (wrong) wrong.focus();
})();
