// The tabs beside the graph, and what opens them. A panel draws itself anew when what it shows has changed.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { t } = backlight.words;

  const panels = []; // {id, title, on, render(element, state), badge(state)}
  let current = null;
  let tabs = null;
  const parts = new Map(); // id → {tab, body, stale}

  // Arguments: id; title, a key of words.js; on, the names in the store that it shows; render, which fills an empty
  // element; badge, a short text beside the title.
  function add(panel) {
    panels.push(panel);
  }

  function start() {
    const home = document.getElementById("panels");
    tabs = html("div", { class: "tabs", role: "tablist", onkeydown: move });
    home.append(tabs);
    for (const panel of panels) {
      const tab = html("button", {
        type: "button",
        role: "tab",
        id: `tab-${panel.id}`,
        class: "tab",
        "aria-controls": `panel-${panel.id}`,
        onclick: () => open(panel.id),
      });
      const body = html("section", {
        role: "tabpanel",
        id: `panel-${panel.id}`,
        class: "panel",
        "aria-labelledby": tab.id,
        tabindex: "0",
        hidden: true,
      });
      tabs.append(tab);
      home.append(body);
      parts.set(panel.id, { tab, body, stale: true });
      backlight.store.on(["record", "language", "theme", ...panel.on], () => refresh(panel));
    }
    backlight.store.on(["record", "language"], entitle);
    backlight.store.on(["selection"], () => {
      const { selection } = backlight.store.get();
      if (selection && !home.contains(document.activeElement)) open("card");
    });
    let width = 0;
    new ResizeObserver(() => {
      const wide = home.clientWidth;
      if (Math.abs(wide - width) < 2) return;
      width = wide;
      panels.forEach(refresh);
    }).observe(home);
    entitle();
    open(panels[0].id);
  }

  function entitle() {
    tabs.setAttribute("aria-label", t("panels.label"));
    const state = backlight.store.get();
    for (const panel of panels) {
      const { tab } = parts.get(panel.id);
      const badge = panel.badge?.(state);
      tab.replaceChildren(
        t(panel.title),
        badge ? html("span", { class: `badge ${badge.kind ?? ""}` }, badge.text) : "",
      );
    }
  }

  function open(id) {
    current = id;
    for (const [name, { tab, body }] of parts) {
      const shown = name === id;
      tab.setAttribute("aria-selected", String(shown));
      tab.tabIndex = shown ? 0 : -1;
      body.hidden = !shown;
    }
    const { tab, stale } = parts.get(id);
    tabs.scrollLeft = Math.max(
      0,
      Math.min(tabs.scrollLeft, tab.offsetLeft - 12),
      tab.offsetLeft + tab.offsetWidth + 12 - tabs.clientWidth,
    );
    if (stale) draw(panels.find((panel) => panel.id === id));
  }

  function refresh(panel) {
    if (panel.id === current) draw(panel);
    else parts.get(panel.id).stale = true;
  }

  // The focus and the scrolled places stay where they were: parts that can hold them carry a data-key.
  function draw(panel) {
    const part = parts.get(panel.id);
    const { body } = part;
    const focused = body.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const scrolled = [...body.querySelectorAll("[data-scroll]")].map((x) => [
      x.dataset.scroll,
      x.scrollLeft,
      x.scrollTop,
    ]);
    const top = body.scrollTop;
    body.replaceChildren();
    panel.render(body, backlight.store.get());
    part.stale = false;
    body.scrollTop = top;
    for (const [key, left, down] of scrolled) {
      const again = body.querySelector(`[data-scroll="${CSS.escape(key)}"]`);
      if (again) [again.scrollLeft, again.scrollTop] = [left, down];
    }
    if (focused !== undefined)
      body.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the arrows move through the training elsewhere
    const at = panels.findIndex((panel) => panel.id === current) + step;
    const next = panels[Math.max(0, Math.min(panels.length - 1, (at + panels.length) % panels.length || 0))];
    open(step === Infinity ? panels.at(-1).id : step === -Infinity ? panels[0].id : next.id);
    parts.get(current).tab.focus();
  }

  // How wide a chart in a panel can be, in pixels.
  function room() {
    const body = parts.get(current).body;
    const style = getComputedStyle(body);
    return Math.max(220, Math.floor(body.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)));
  }

  backlight.panels = {
    add,
    start,
    open,
    room,
    refresh: (id) => refresh(panels.find((panel) => panel.id === id)),
    get current() {
      return current;
    },
  };
})();
