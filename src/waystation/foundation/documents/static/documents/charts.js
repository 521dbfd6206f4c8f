/* Makes the charts of a page interactive: under a policy that allows neither inline scripts nor
   eval, so expressions go through Vega's interpreter. Without this file the pictures stay. */
"use strict";
(function () {
  function tipFor(box) {
    const tip = document.createElement("div");
    tip.className = "doc-tip";
    tip.hidden = true;
    box.appendChild(tip);
    return function (handler, event, item, value) {
      if (!value || typeof value !== "object" || !event) {
        tip.hidden = true;
        return;
      }
      tip.replaceChildren();
      for (const [name, text] of Object.entries(value)) {
        const line = document.createElement("div");
        const strong = document.createElement("b");
        strong.textContent = text;
        line.append(name + ": ", strong);
        tip.appendChild(line);
      }
      tip.hidden = false;
      const frame = box.getBoundingClientRect();
      const left = Math.min(event.clientX - frame.left + 14, frame.width - tip.offsetWidth - 4);
      tip.style.left = Math.max(0, left) + "px";
      tip.style.top = Math.max(0, event.clientY - frame.top - tip.offsetHeight - 12) + "px";
    };
  }

  // A bar or a place opens the records that it counts; the table beside it has the same links.
  function openRecords(figure, view) {
    const source = document.getElementById(figure.dataset.links);
    if (!source) return;
    const links = JSON.parse(source.textContent);
    view.addEventListener("click", function (_event, item) {
      const datum = (item && item.datum) || {};
      const label = datum.step || datum.label || datum.name;
      const address = links[label + "\n" + datum.series] || links[label];
      if (address) window.location.assign(address);
    });
  }

  function draw(figure) {
    const source = document.getElementById(figure.dataset.chart);
    const box = figure.querySelector(".doc-picture");
    const still = box && box.querySelector("svg");
    if (!source || !still || figure.dataset.drawn) return;
    figure.dataset.drawn = "yes";
    const holder = document.createElement("div");
    vegaEmbed(holder, JSON.parse(source.textContent), {
      mode: "vega",
      ast: true,
      renderer: "svg",
      actions: false,
      defaultStyle: false,
      tooltip: tipFor(box),
    }).then(function (made) {
      openRecords(figure, made.view);
      const live = holder.querySelector("svg");
      // The picture shrinks with its column, like the still one that it replaces.
      live.setAttribute("aria-hidden", "true");
      still.replaceWith(holder);
      figure.dataset.drawn = "live";
    }).catch(function (error) { console.error("chart", error); });
  }

  function start(root) {
    if (typeof vega === "undefined" || typeof vegaEmbed === "undefined") return;
    root.querySelectorAll("[data-chart]").forEach(draw);
  }

  document.addEventListener("DOMContentLoaded", function () { start(document); });
  document.addEventListener("htmx:load", function (event) { start(event.target); });
})();
