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

  // A chart is drawn as wide as its place, so that its letters keep their size on a phone.
  function across(spec, width) {
    const phone = (spec.usermeta || {}).phone;
    if (!phone) return { width: spec.width, height: spec.height };
    return { width: width, height: width < phone.below ? phone.height : spec.height };
  }

  function fit(spec, width) {
    const own = (spec.signals || []).find((one) => one.name === "across");
    if (!own) return spec;
    return Object.assign({}, spec, across(spec, width), {
      signals: spec.signals.map((one) => (one === own ? { name: "across", value: width } : one)),
    });
  }

  // The place becomes wider or narrower: a phone is turned, a menu is closed.
  function follow(box, spec, most, drawn, view) {
    let shown = drawn;
    new ResizeObserver(function () {
      const width = Math.min(most, box.clientWidth);
      if (!width || Math.abs(width - shown) < 2) return;
      shown = width;
      const size = across(spec, width);
      view.signal("across", width).width(size.width).height(size.height).runAsync();
    }).observe(box);
  }

  function draw(figure) {
    const source = document.getElementById(figure.dataset.chart);
    const box = figure.querySelector(".doc-picture");
    const still = box && box.querySelector("svg");
    if (!source || !still || figure.dataset.drawn) return;
    figure.dataset.drawn = "yes";
    const holder = document.createElement("div");
    const spec = JSON.parse(source.textContent);
    const most = spec.width;
    const width = Math.min(most, box.clientWidth || most);
    vegaEmbed(holder, fit(spec, width), {
      mode: "vega",
      ast: true,
      renderer: "svg",
      actions: false,
      defaultStyle: false,
      tooltip: tipFor(box),
    }).then(function (made) {
      openRecords(figure, made.view);
      const live = holder.querySelector("svg");
      live.setAttribute("aria-hidden", "true");
      still.replaceWith(holder);
      follow(box, spec, most, width, made.view);
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
