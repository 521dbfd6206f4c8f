// Pages without an account leave one entry in the history of the tab, and leaving replaces that one
// too: "Back" does not return to them. Without JavaScript everything works, with more entries.
"use strict";
addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey) return;
  if (!/^https?:$/.test(link.protocol)) return;
  if (link.origin !== location.origin && !link.classList.contains("leave")) return;
  event.preventDefault();
  location.replace(link.href);
});
addEventListener("submit", async (event) => {
  const form = event.target;
  const answers = new FormData(form, event.submitter);
  event.preventDefault();
  if (form.method === "get") {
    location.replace(`${form.action.split("?")[0]}?${new URLSearchParams(answers)}`);
    return;
  }
  try {
    const answer = await fetch(form.action, { method: "POST", body: answers });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // A message is in the answer only once: asked for again, the page would not have it.
    if (answer.redirected && !page.querySelector("[role=status]")) {
      location.replace(answer.url);
      return;
    }
    if (answer.redirected) history.replaceState(null, "", answer.url);
    document.title = page.title;
    document.body.replaceWith(page.body);
    window.scrollTo(0, 0);
  } catch {
    form.submit();
  }
});
