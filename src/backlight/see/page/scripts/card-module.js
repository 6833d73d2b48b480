// The card of a module: its class, its parts, its parameters, and how large the gradients in it are.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { brief, count, shape, sizeOf } = backlight.format;
  const { t } = backlight.words;

  const MOST = 60; // operations that are listed

  const within = (path, whole) => path === whole || path.startsWith(`${whole}.`);

  function render(step, path) {
    const { section, head } = backlight.card;
    const { graph } = backlight.data;
    const { record, open } = backlight.store.get();
    const { nodes, modules } = graph(step);
    const inside = nodes.filter((one) => one.module && within(one.module, path));
    const operations = inside.filter((one) => one.op);
    const parameters = backlight.parameters.ordered({ record, step }).filter((one) => one.name.startsWith(`${path}.`));
    const numbers = parameters.reduce((sum, one) => sum + sizeOf(one.shape), 0);
    const parts = Object.keys(modules).filter(
      (name) => name.startsWith(`${path}.`) && !name.slice(path.length + 1).includes("."),
    );
    const facts = [
      [t("module.operations"), count(operations.length)],
      [t("module.parameters"), count(parameters.length)],
      [t("module.numbers"), count(numbers)],
    ];
    const opened = open.has(path);
    const toggle = () => {
      const next = new Set(open);
      if (!next.delete(path)) next.add(path);
      backlight.store.set({ open: next });
    };
    return [
      head("▣", "module", modules[path] || path.split(".").at(-1), t("module.about")),
      html("div", { class: "where" }, html("div", {}, backlight.links.module(path))),
      html(
        "dl",
        { class: "facts" },
        facts.map(([name, text]) => html("div", {}, html("dt", {}, name), html("dd", {}, text))),
      ),
      html(
        "button",
        { type: "button", class: "button", "data-key": "toggle", "aria-pressed": String(opened), onclick: toggle },
        t(opened ? "module.close" : "module.open"),
      ),
      section(
        t("module.parts"),
        parts.length
          ? html(
              "ul",
              { class: "rows" },
              parts.map((name) =>
                html(
                  "li",
                  {},
                  backlight.links.link(
                    `part ${name}`,
                    () => backlight.store.set({ selection: { module: name } }),
                    name.slice(path.length + 1),
                  ),
                  html("span", { class: "dim" }, ` ${modules[name]}`),
                ),
              ),
            )
          : null,
      ),
      section(t("module.parameters"), parameters.length ? table(step, path, parameters) : null),
      section(
        t("module.operations"),
        operations.length
          ? html(
              "p",
              { class: "chips" },
              operations.slice(0, MOST).map((one) => backlight.links.node(step, one.id)),
              operations.length > MOST ? html("span", { class: "dim" }, ` +${count(operations.length - MOST)}`) : null,
            )
          : null,
      ),
    ];
  }

  function table(step, path, parameters) {
    const { nodes } = backlight.data.graph(step);
    const number = backlight.data.detail(step).step;
    const rows = parameters.map((one) => {
      const leaf = nodes.find((node) => node.kind === "leaf" && node.name === one.name);
      const at = one.history.steps.indexOf(number);
      const name = one.name.slice(path.length + 1);
      return html(
        "tr",
        {},
        html(
          "th",
          { scope: "row" },
          leaf
            ? backlight.links.link(
                `parameter ${one.name}`,
                () => backlight.store.set({ selection: { node: leaf.id } }),
                name,
              )
            : name,
        ),
        html("td", {}, shape(one.shape)),
        [one.history.norm, one.history.gradient].map((list) =>
          html("td", { class: "number" }, at < 0 ? "–" : brief(list[at])),
        ),
      );
    });
    const titles = [t("parameters.name"), t("parameters.shape"), t("parameters.norm"), t("parameters.gradient_norm")];
    const heading = html(
      "thead",
      {},
      html(
        "tr",
        {},
        titles.map((title) => html("th", { scope: "col" }, title)),
      ),
    );
    return html(
      "div",
      { class: "scroller" },
      html("table", { class: "plain parameters" }, heading, html("tbody", {}, rows)),
    );
  }

  backlight.card = { ...backlight.card, module: render };
})();
