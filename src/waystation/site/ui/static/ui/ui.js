/* One-letter shortcuts, the phone's menu, and nothing that a page needs in order to work. */
"use strict";
(function () {
  function typing(target) {
    return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    var wanted = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("input")) wanted.focus();
    else wanted.click();
  });
  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.opens).classList.toggle("open");
    }
    document.querySelectorAll("details.menu-box[open]").forEach(function (box) {
      if (!box.contains(event.target)) box.removeAttribute("open");
    });
  });
  var wrong = document.querySelector(".errors");
  if (wrong) wrong.focus();
})();
