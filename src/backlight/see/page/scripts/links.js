// Short buttons that lead from any panel to a node, a module or a line, and the words for them.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { number, single } = backlight.format;
  const { t } = backlight.words;

  // What a node is called: its variable, otherwise its value or its symbol.
  function nameOf(step, node) {
    const one = backlight.data.graph(step).nodes[node];
    if (one.name) return one.name;
    if (one.kind === "constant") {
      const value = single(backlight.data.value(step, node));
      return value === undefined ? t("kind.constant") : number(value);
    }
    return one.label || one.op || t(`kind.${one.kind}`);
  }

  // What stands in a small box for a node: its sign, or a letter.
  function symbol(step, id) {
    const one = backlight.data.graph(step).nodes[id];
    const name = nameOf(step, id);
    if (!one.op) return name.length > 3 ? name.slice(name.lastIndexOf(".") + 1)[0] : name;
    const sign = one.label.replace(/\(.*/, "");
    return sign && sign.length <= 4 ? sign : "ƒ";
  }

  function node(step, id, key) {
    const one = backlight.data.graph(step).nodes[id];
    const name = nameOf(step, id);
    const sign = one.kind === "leaf" || one.kind === "constant" || one.label === name ? null : html("i", {}, one.label);
    return html(
      "button",
      {
        type: "button",
        class: `ref ${one.kind}`,
        "data-key": key ?? `node ${id}`,
        title: one.place ? placeText(one.place) : null,
        onclick: () => backlight.store.set({ selection: { node: id } }),
      },
      sign,
      sign ? " " : "",
      name,
    );
  }

  function edge(step, id, text, key) {
    return html(
      "button",
      {
        type: "button",
        class: "ref rule",
        "data-key": key ?? `edge ${id}`,
        onclick: () => backlight.store.set({ selection: { edge: id } }),
      },
      text ?? backlight.words.formula(backlight.data.graph(step).edges[id].formula),
    );
  }

  // A button that looks like a link; `key` finds it again when its panel is drawn anew.
  function link(key, go, text, title) {
    return html("button", { type: "button", class: "link", "data-key": key, title, onclick: go }, text);
  }

  // The path of a module as steps to every module around it.
  function module(path) {
    const parts = path.split(".");
    const steps = parts.map((part, k) => {
      const whole = parts.slice(0, k + 1).join(".");
      return link(`module ${whole}`, () => backlight.store.set({ selection: { module: whole } }), part);
    });
    return html(
      "span",
      { class: "path" },
      steps.flatMap((one, k) => (k ? [html("span", { class: "dim", "aria-hidden": "true" }, " › "), one] : [one])),
    );
  }

  function placeText([file, number]) {
    return `${backlight.store.get().record.files[file]?.name ?? "?"}:${number}`;
  }

  function place(at, key) {
    return html(
      "button",
      {
        type: "button",
        class: "link place",
        "data-key": key ?? `place ${at.join(" ")}`,
        title: t("code.open"),
        onclick: () => {
          backlight.code.show(at);
          backlight.panels.open("code");
        },
      },
      placeText(at),
    );
  }

  // The text of a place's line; what the place means is marked.
  function line([file, number, from, to]) {
    const text = backlight.store.get().record.files[file]?.lines[number] ?? "";
    const trimmed = text.trimStart(),
      cut = text.length - trimmed.length;
    if (!(to > from)) return html("code", { class: "src" }, trimmed);
    return html(
      "code",
      { class: "src" },
      text.slice(cut, from - 1),
      html("mark", {}, text.slice(Math.max(cut, from - 1), to - 1)),
      text.slice(to - 1),
    );
  }

  backlight.links = { nameOf, symbol, link, node, edge, module, place, placeText, line };
})();
