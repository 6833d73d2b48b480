// Every parameter in a table: is it in the graph, has it a gradient, does it change; how large and how fast it moves.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { real, brief, shape, sizeOf, count } = backlight.format;
  const { t } = backlight.words;

  let order = { by: "index", down: false };
  let chosen = null; // the name of the parameter that is looked at closer

  // A rate of 1e-3 is usual; of these the first hardly learns and the second hardly stays.
  const SLOW = 1e-7;
  const FAST = 0.3;

  // What a parameter is at a step: the row of its history, and what is worth a warning. A norm is null where there is
  // none (the parameter took no part, or had no gradient), and NaN or infinite where the numbers are.
  function row(one, index, number) {
    const { steps, norm, gradient, update } = one.history;
    const at = steps.indexOf(number);
    const rates = update.map((x, i) => (x === null || !real(norm[i]) ? null : real(x) / real(norm[i])));
    const here = (list) => (at < 0 || list[at] === null ? null : real(list[at]));
    const found = {
      ...one,
      one,
      index,
      rates,
      in_optimizer: one.in_optimizer ?? (optimized() ? false : null),
      norm: here(norm),
      gradient: here(gradient),
      rate: here(rates),
    };
    return { ...found, warnings: warnings(found) };
  }

  // In the order in which the graph uses them, those that it does not use at the end.
  function ordered({ record, step }) {
    return record.parameters
      .map((one) => [one, leafOf(step, one.name)?.id ?? Infinity])
      .sort((a, b) => (a[1] === b[1] ? 0 : a[1] - b[1]))
      .map(([one]) => one);
  }

  const leaves = new WeakMap(); // of every graph, by name

  function leafOf(step, name) {
    if (step < 0) return undefined;
    const graph = backlight.data.graph(step);
    if (!leaves.has(graph))
      leaves.set(graph, new Map(graph.nodes.filter((node) => node.kind === "leaf").map((node) => [node.name, node])));
    return leaves.get(graph).get(name);
  }

  function warnings({ one, norm, gradient, rate, in_optimizer }) {
    const found = [];
    const broken = (x) => x !== null && !Number.isFinite(x);
    if (!one.in_graph) found.push("parameters.warn_graph");
    else if (!one.has_gradient) found.push("parameters.warn_gradient");
    if (in_optimizer === false && one.has_gradient) found.push("parameters.warn_optimizer");
    else if (one.has_gradient && !one.changed && one.history.steps.length > 1) found.push("parameters.warn_changed");
    if (broken(norm) || broken(gradient)) found.push("parameters.warn_nonfinite");
    if (norm > 0 && rate > FAST) found.push("parameters.warn_fast");
    if (rate > 0 && rate < SLOW) found.push("parameters.warn_slow");
    return found;
  }

  // Without any optimizer in the program nothing is missing from one.
  function optimized() {
    return backlight.store.get().record.parameters.some((one) => one.in_optimizer);
  }

  const COLUMNS = [
    ["name", "parameters.name"],
    ["in_graph", "parameters.in_graph"],
    ["has_gradient", "parameters.has_gradient"],
    ["changed", "parameters.changed"],
    ["in_optimizer", "parameters.in_optimizer"],
    ["norm", "parameters.norm"],
    ["gradient", "parameters.gradient_norm"],
    ["rate", "parameters.rate"],
  ];

  function render(element, state) {
    const { record, step, selection } = state;
    const number = step < 0 ? undefined : record.steps[step].step;
    if (!record.parameters.length) return void element.append(html("p", { class: "empty" }, t("parameters.none")));
    const rows = ordered(state)
      .map((one, index) => row(one, index, number))
      .sort(compare);
    const node = selection?.node !== undefined && step >= 0 ? backlight.data.graph(step).nodes[selection.node] : null;
    if (node?.kind === "leaf" && record.parameters.some((one) => one.name === node.name)) chosen = node.name;
    if (!record.parameters.some((one) => one.name === chosen)) chosen = rows[0].name;
    const total = rows.reduce((sum, one) => sum + sizeOf(one.shape), 0);
    const warned = rows.filter((one) => one.warnings.length).length;
    element.append(
      html(
        "p",
        { class: "dim" },
        t("parameters.summary", count(rows.length), count(total)),
        warned ? html("b", { class: "warning-text" }, ` ⚠ ${t("parameters.warned", count(warned))}`) : "",
      ),
      html(
        "div",
        {
          class: "scroller tall",
          "data-scroll": "parameters",
          tabindex: "0",
          role: "group",
          "aria-label": t("panel.parameters"),
          "data-key": "table",
        },
        html(
          "table",
          { class: "grid", role: "table" },
          heading(),
          html(
            "tbody",
            { role: "rowgroup" },
            rows.map((one) => line(one, number)),
          ),
        ),
      ),
      ...closer(
        rows.find((one) => one.name === chosen),
        step,
        number,
      ),
    );
  }

  function compare(a, b) {
    const [x, y] = [a[order.by], b[order.by]];
    if (x === null || y === null) return (x === null) - (y === null) || a.index - b.index; // what is not known: last
    const size = (value) => (Number.isNaN(value) ? Infinity : Number(value)); // what is not finite: at the large end
    const larger = size(x) === size(y) ? 0 : size(x) - size(y);
    const sorted = typeof x === "string" ? x.localeCompare(y, "en", { numeric: true }) : larger;
    return (order.down ? -sorted : sorted) || a.index - b.index;
  }

  function heading() {
    const cells = COLUMNS.map(([by, key]) => {
      const active = order.by === by;
      const click = () => {
        order = { by, down: active ? !order.down : by !== "name" };
        backlight.panels.refresh("parameters");
      };
      return html(
        "th",
        {
          scope: "col",
          role: "columnheader",
          "aria-sort": active ? (order.down ? "descending" : "ascending") : "none",
        },
        html(
          "button",
          { type: "button", "data-key": `sort ${by}`, title: t(`${key}_long`), onclick: click },
          t(key),
          html("span", { "aria-hidden": "true" }, active ? (order.down ? " ↓" : " ↑") : ""),
        ),
      );
    });
    return html("thead", { role: "rowgroup" }, html("tr", { role: "row" }, cells));
  }

  function line(found, number) {
    const { one } = found;
    const pick = () => {
      chosen = one.name;
      const leaf = leafOf(backlight.store.get().step, one.name);
      if (leaf) backlight.store.set({ selection: { node: leaf.id } });
      backlight.panels.refresh("parameters");
    };
    const marked = (x) =>
      html(
        "td",
        { role: "cell", class: `tick ${x === true ? "yes" : x === false ? "no" : ""}` },
        x === true ? "✓" : x === false ? "✗" : "–",
      );
    const figure = (x) => html("td", { role: "cell", class: `number ${style(x)}` }, brief(x));
    const told = found.warnings.map((key) => t(key));
    const warning = told.length
      ? html("span", { class: "warning-text", title: told.join("\n"), role: "img", "aria-label": told.join(" ") }, "⚠")
      : null;
    const name = backlight.links.link(`row ${one.name}`, pick, one.name, one.name);
    name.ariaPressed = String(one.name === chosen);
    return html(
      "tr",
      {
        role: "row",
        class: one.name === chosen ? "chosen" : "",
        onclick: (event) => event.target.closest("button") || pick(),
      },
      html(
        "th",
        { scope: "row", role: "rowheader" },
        warning,
        name,
        html("small", { class: "dim" }, shape(one.shape) || t("values.scalar")),
      ),
      marked(found.in_graph),
      marked(found.has_gradient),
      marked(found.changed),
      marked(found.in_optimizer),
      figure(found.norm),
      figure(found.gradient),
      html(
        "td",
        { role: "cell", class: "number rate" },
        backlight.chart.sparkline(one.history.steps, found.rates, number, 34, 18),
        html("span", { class: style(found.rate) }, brief(found.rate)),
      ),
    );
  }

  function style(x) {
    return x === null ? "dim" : Number.isFinite(x) ? "" : "nonfinite";
  }

  // The parameter that is looked at: its warnings in words, its histograms, and its curves.
  function closer(found, step, number) {
    const { one, rates } = found;
    const parts = [
      html("h2", { class: "closer" }, one.name, html("span", { class: "dim" }, ` ${shape(one.shape)} ${one.dtype}`)),
    ];
    if (found.warnings.length)
      parts.push(
        html(
          "ul",
          { class: "warnings" },
          found.warnings.map((key) => html("li", { class: "warning" }, `⚠ ${t(key)}`)),
        ),
      );
    const leaf = leafOf(step, one.name);
    const bars = leaf
      ? [
          ["card.value", backlight.data.value(step, leaf.id), "value"],
          ["card.gradient", backlight.data.detail(step).gradients[leaf.id], "gradient"],
        ].map(([key, values, kind]) => {
          const bins = backlight.format.histogram(values);
          return bins
            ? html(
                "figure",
                {},
                html("figcaption", {}, t(key)),
                backlight.chart.bars(bins, Math.min(300, Math.floor((backlight.panels.room() - 24) / 2)), 64, kind),
              )
            : null;
        })
      : [];
    if (bars.some(Boolean)) parts.push(html("div", { class: "histograms" }, bars));
    const curves = [
      ["‖w‖", one.history.norm, 0],
      ["‖∇‖", one.history.gradient, 1],
      ["‖Δ‖/‖w‖", rates, 2],
    ];
    for (const [name, values, style] of curves) {
      if (values.filter((x) => x !== null).length < 2) continue;
      const all = values.map(real).filter(Number.isFinite);
      const series = [{ name, steps: one.history.steps, values, style }];
      const [low, high] = all.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
      const [width, logarithmic, label] = [backlight.panels.room(), low > 0 && high / low > 100, `${one.name} ${name}`];
      const chart = backlight.chart.curve({
        series,
        width,
        height: 104,
        logarithmic,
        cursor: number,
        label,
        key: `curve ${name}`,
        most: 3,
      });
      parts.push(html("figure", {}, backlight.chart.legend(series, number), chart));
    }
    return parts;
  }

  function badge({ record, step }) {
    const number = step < 0 ? undefined : record.steps.at(-1).step;
    const warned = record.parameters.filter((one, k) => row(one, k, number).warnings.length).length;
    return warned ? { text: String(warned), kind: "warn" } : null;
  }

  backlight.parameters = { ordered };
  backlight.panels.add({ id: "parameters", title: "panel.parameters", on: ["step", "selection"], render, badge });
})();
