// Starts the page: the record into the store, the parts into their places, the bar, the keyboard.
"use strict";
(() => {
  const { store, dom, words, view, sliders, panels, search } = backlight;
  const { html, svg } = dom;
  const { t } = words;
  const byId = (id) => document.getElementById(id);

  /** What the viewer chose before; a page from disk may have no memory. */
  function remembered(name, choices) {
    try {
      const value = localStorage.getItem(`backlight ${name}`);
      return choices.includes(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  function remember(name) {
    try {
      localStorage.setItem(`backlight ${name}`, store.get()[name]);
    } catch {
      return;
    }
  }

  // The bar -----------------------------------------------------------------------------------------------------------

  const LANGUAGES = ["en", "zh"],
    THEMES = ["auto", "light", "dark"];
  const SIGNS = {
    auto: "M9 3a6 6 0 1 0 0 12a6 6 0 1 0 0-12z",
    half: "M9 3a6 6 0 0 0 0 12z",
    dark: "M14.5 11A6.5 6.5 0 0 1 7 3.5a6 6 0 1 0 7.5 7.5z",
    light:
      "M9 5.5a3.5 3.5 0 1 0 .01 0M9 1v2M9 15v2M1 9h2M15 9h2" +
      "M3.3 3.3l1.4 1.4M13.3 13.3l1.4 1.4M3.3 14.7l1.4-1.4M13.3 4.7l1.4-1.4",
    search: "M8 3a5 5 0 1 0 .01 0M12 12l4 4",
  };
  const tools = {};

  function mount() {
    const tool = (name, action) =>
      (tools[name] = html("button", { type: "button", class: "tool", id: `tool-${name}`, onclick: action }));
    byId("tools").append(
      tool("search", () => search.open()),
      tool("language", speak),
      tool("theme", paint),
      tool("help", help),
    );
  }

  function bar() {
    const { record, theme, language } = store.get();
    const { program } = record;
    byId("program").textContent = [program.name || "backlight", ...program.arguments].join(" ");
    document.title = program.name ? `${program.name} · backlight` : "backlight";
    document.documentElement.lang = language;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    const { kind, error } = program.ending;
    const heard = words.heard(program); // a page from disk does not know what became of a program that ran
    byId("ending").className = heard ? "silent" : kind;
    byId("ending").textContent = heard ? t("ending.silent", heard) : error || t(`ending.${kind}`);
    const icon = (line, full) =>
      svg(
        "svg",
        { viewBox: "0 0 18 18", width: 18, height: 18, class: "icon", "aria-hidden": "true" },
        svg("path", { d: line }),
        full && svg("path", { d: full, class: "full" }),
      );
    const told = {
      search: [icon(SIGNS.search), t("bar.search")],
      language: [t("bar.language"), t("bar.language.title")],
      help: ["?", t("bar.help")],
      theme: [icon(SIGNS[theme], theme === "auto" && SIGNS.half), t("bar.theme", t(`bar.theme.${theme}`))],
    };
    for (const [name, [content, title]] of Object.entries(told)) {
      tools[name].replaceChildren(content);
      tools[name].title = title;
      tools[name].setAttribute("aria-label", title);
    }
  }

  function speak() {
    store.set({ language: LANGUAGES[1 - LANGUAGES.indexOf(store.get().language)] });
    remember("language");
  }

  function paint() {
    store.set({ theme: THEMES[(THEMES.indexOf(store.get().theme) + 1) % THEMES.length] });
    remember("theme");
  }

  // The keyboard ------------------------------------------------------------------------------------------------------

  const HELP = [
    ["events", "←", "→"],
    ["steps", "shift ←", "shift →"],
    ["ends", "home", "end"],
    ["play", "space"],
    ["boxes", "↑", "↓"],
    ["open", "enter"],
    ["zoom", "+", "−", "0"],
    ["turn", "d"],
    ["search", "/"],
    ["theme", "t", "l"],
    ["escape", "esc"],
  ];

  function help() {
    const rows = HELP.map(([name, ...keys]) =>
      html(
        "div",
        {},
        html(
          "dt",
          {},
          keys.map((key) => html("kbd", {}, key)),
        ),
        html("dd", {}, t(`help.${name}`)),
      ),
    );
    const dialog = html(
      "dialog",
      { class: "help", "aria-label": t("help.title") },
      html("h2", {}, t("help.title")),
      html("dl", {}, rows),
      html("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("help.close")),
    );
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
    dialog.showModal();
  }

  const slider = ({ shiftKey, target }) => (shiftKey || target.matches("input.step") ? "step" : "position");
  const KEYS = {
    ArrowLeft: (event) => sliders.move(slider(event), -1),
    ArrowRight: (event) => sliders.move(slider(event), 1),
    ArrowUp: () => view.walk(-1),
    ArrowDown: () => view.walk(1),
    Home: () => store.set({ position: 0, playing: false }),
    End: () => store.set({ position: Infinity, playing: false }),
    " ": () => sliders.toggle(),
    Enter: () => view.enter(),
    Escape: escape,
    "+": () => view.by(1.25),
    "=": () => view.by(1.25),
    "-": () => view.by(0.8),
    "−": () => view.by(0.8),
    0: () => view.fit(),
    d: () => view.turn(),
    t: paint,
    l: speak,
    "/": () => search.open(),
    "?": help,
  };
  // What these keys do in a part of the page that has the focus, they do there.
  const OWN = {
    Enter: "button, a, summary",
    " ": "button, a, summary",
    ArrowUp: "#panels",
    ArrowDown: "#panels",
    Home: "#panels, input.step",
    End: "#panels, input.step",
  };

  function escape() {
    if (store.get().playing) store.set({ playing: false });
    else if (store.get().selection) store.set({ selection: null });
    else view.fold();
  }

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") || target.closest("textarea, select, [contenteditable]")) return;
    if (target.matches("input") && !target.closest("#time")) return;
    if (!Object.hasOwn(KEYS, key) || (OWN[key] && target.closest(OWN[key]))) return;
    event.preventDefault();
    KEYS[key](event);
  });

  const spoken = /^zh/i.test(navigator.language) ? "zh" : "en";
  store.set({ language: remembered("language", LANGUAGES) ?? spoken, theme: remembered("theme", THEMES) ?? "auto" });
  store.replace(JSON.parse(byId("record").textContent));
  mount();
  bar();
  store.on("record theme language", bar);
  sliders.start();
  panels.start();
  view.start();
})();
