// The card of a node: what it is, its value and gradient so far, how the gradient adds up, and both over the steps.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { number, exact, signed, shape, flat, single, norm, values, real, count } = backlight.format;
  const { t } = backlight.words;

  const LINES = 4; // a vector of so many entries has a curve for each, a longer one that of its norm

  function section(title, ...children) {
    const shown = children.flat(Infinity).filter((child) => child);
    return shown.length ? html("section", { class: "part" }, html("h3", {}, title), shown) : null;
  }

  function head(symbol, kind, title, below, form) {
    return html(
      "header",
      { class: "head" },
      html("span", { class: `symbol ${kind} ${symbol.length > 3 ? "long" : ""}`, "aria-hidden": "true" }, symbol),
      html("div", {}, html("h2", {}, title), html("p", { class: "dim" }, below)),
      form ? html("span", { class: "form" }, form) : null,
    );
  }

  function where(one) {
    if (!one.place && !one.module) return null;
    return html(
      "div",
      { class: "where" },
      one.module ? html("div", {}, backlight.links.module(one.module)) : null,
      one.place
        ? html("div", { class: "source" }, backlight.links.place(one.place), backlight.links.line(one.place))
        : null,
    );
  }

  function form(one) {
    return one.shape === null ? one.dtype : `${shape(one.shape) || t("values.scalar")} ${one.dtype}`;
  }

  function render(step, id, position) {
    const one = backlight.data.graph(step).nodes[id];
    const course = backlight.data.course(step);
    const computed = course.valued[id] <= position;
    const name = backlight.links.nameOf(step, id);
    const about = [t(`kind.${one.kind}`), one.op && one.op !== name ? one.op : null, one.grad_fn]
      .filter(Boolean)
      .join(" · ");
    const note = backlight.data.detail(step).notes?.[id];
    const value = computed ? backlight.data.value(step, id) : null;
    const lost = t(one.kind === "several" ? "values.several" : "values.lost");
    const missing = computed ? lost : t("values.not_computed");
    return [
      head(backlight.links.symbol(step, id), one.kind, name, about, form(one)),
      note ? html("p", { class: "warning" }, `⚠ ${note}`) : null,
      where(one),
      html(
        "div",
        { class: "pair" },
        section(t("card.value"), backlight.matrix.show(value, { none: missing, label: t("card.value") })),
        section(t("card.gradient"), gradient(step, id, position)),
      ),
      accumulation(step, id, position),
      computing(step, id, computed),
      passing(step, id, position),
      history(step, [
        ["card.value", (detail) => detail.values[id], 0],
        ["card.gradient", (detail) => detail.gradients[id], 1],
      ]),
    ];
  }

  // Nothing yet, a part, the whole, or never any: four things that must not look alike.
  function gradient(step, id, position) {
    const one = backlight.data.graph(step).nodes[id];
    if (one.kind === "constant") return html("p", { class: "none" }, t("gradient.constant"));
    if (one.kind === "several") return html("p", { class: "none" }, t("gradient.several"));
    const found = backlight.data.gradient(step, id, position);
    if (!found) {
      const never = backlight.data.detail(step).gradients[id] === null;
      return html("p", { class: "none" }, t(never ? "gradient.never" : "gradient.none_yet"));
    }
    const shown = backlight.matrix.show(found.sum, {
      none: t("gradient.sum_unknown"),
      label: t("card.gradient"),
      kind: "gradient",
    });
    const progress = found.complete
      ? null
      : html("p", { class: "progress" }, t("gradient.partial", found.arrived, found.of));
    return [progress, shown];
  }

  // The accumulation as events: every contribution as it came, those that are missing, and the sum.
  function accumulation(step, id, position) {
    const { incoming, arrived, fired } = backlight.data.course(step);
    const edges = incoming[id];
    const { graph, gradient, contribution, detail } = backlight.data;
    if (detail(step).gradients[id] === null && !edges.length) return null;
    if (!edges.length) {
      return fired[id] <= position
        ? section(t("card.accumulation"), html("p", {}, t("gradient.start", values(detail(step).gradients[id]))))
        : null;
    }
    const found = gradient(step, id, position);
    const rows = edges.map((edge) => {
      const come = arrived[edge] <= position;
      return html(
        "li",
        { class: come ? "come" : "pending" },
        sent(come ? contribution(step, edge, position) : undefined),
        html(
          "span",
          {},
          t("card.from"),
          " ",
          backlight.links.node(step, graph(step).edges[edge].target, `from ${edge}`),
        ),
        backlight.links.edge(step, edge, undefined, `by ${edge}`),
      );
    });
    const title = t("card.contributions", edges.length);
    return section(title, equation(step, edges, arrived, position, found), html("ol", { class: "events" }, rows));
  }

  // A contribution in a list; undefined while it has not come.
  function sent(amount) {
    return amount === undefined
      ? html("b", { class: "dim" }, t("gradient.pending"))
      : backlight.matrix.amount(amount, signed);
  }

  // "+0.21 − 0.05 + 0.40 = 0.56": of single numbers.
  function equation(step, edges, arrived, position, found) {
    const parts = edges.map((edge) => single(backlight.data.detail(step).contributions[edge]));
    if (parts.length < 2 || parts.length > 12 || parts.includes(undefined)) return null;
    const terms = parts.map((x, k) =>
      arrived[edges[k]] <= position
        ? backlight.matrix.figure(x, signed)
        : html("span", { class: "missing", title: t("gradient.pending") }, "□"),
    );
    const sum = found && found.sum ? single(found.sum) : undefined;
    const result = sum === undefined ? "…" : backlight.matrix.figure(sum, number, "sum");
    return html(
      "p",
      { class: "equation" },
      terms.flatMap((term) => [term, " "]),
      "= ",
      result,
    );
  }

  function computing(step, id, computed) {
    const one = backlight.data.graph(step).nodes[id];
    const edges = backlight.data.edges(step).into[id];
    if (!one.formula && !edges.length) return null;
    const lines = computed ? backlight.formula.written(step, id) : [];
    return section(
      t("card.formula"),
      one.formula ? html("p", { class: "formula" }, backlight.words.formula(one.formula)) : null,
      lines.length
        ? html(
            "div",
            { class: "written" },
            lines.map(([text, result]) => html("p", {}, text, " = ", backlight.matrix.figure(result))),
          )
        : null,
      operands(step, id),
    );
  }

  // Which node stands behind each letter of a formula.
  function operands(step, id) {
    const rows = backlight.data
      .edges(step)
      .into[id].map((edge) =>
        html(
          "tr",
          {},
          html("th", { scope: "row" }, backlight.formula.letter(edge)),
          html("td", {}, backlight.links.node(step, edge.source, `operand ${edge.id}`)),
          held(backlight.data.value(step, edge.source)),
        ),
      );
    return rows.length
      ? html("div", { class: "scroller" }, html("table", { class: "operands" }, html("tbody", {}, rows)))
      : null;
  }

  function held(amount) {
    return html("td", { class: "number", title: exact(amount) }, values(amount, 26));
  }

  // What it gives to its operands when it fires.
  function passing(step, id, position) {
    const edges = backlight.data
      .edges(step)
      .into[id].filter((edge) => Number.isFinite(backlight.data.course(step).arrived[edge.id]));
    if (!edges.length) return null;
    const fires = backlight.data.course(step).fired[id];
    const rows = edges.map((edge) => {
      return html(
        "li",
        { class: fires <= position ? "come" : "pending" },
        sent(fires <= position ? backlight.data.contribution(step, edge.id, position) : undefined),
        html("span", {}, t("card.to"), " ", backlight.links.node(step, edge.source, `to ${edge.id}`)),
        backlight.links.edge(step, edge.id, undefined, `rule ${edge.id}`),
      );
    });
    return section(
      t("card.passes_on"),
      fires > position && Number.isFinite(fires) ? html("p", { class: "dim" }, t("card.fires_at", count(fires))) : null,
      html("ol", { class: "events" }, rows),
    );
  }

  // Numbers of the kept steps that have the same graph, as curves: [[title, (detail of a step) → values, style], …].
  function history(step, lists) {
    const { record } = backlight.store.get();
    const same = record.steps.filter((one) => one.graph === record.steps[step].graph);
    if (same.length < 2) return null;
    return section(
      t("card.history"),
      lists.map(([title, take, style]) =>
        chart(
          same.map((one) => [one.step, take(one)]),
          t(title),
          style,
          record.steps[step].step,
        ),
      ),
    );
  }

  function chart(rows, title, style, cursor) {
    const found = rows.filter(([, x]) => x !== null && x !== undefined);
    if (!found.length) return null;
    const steps = found.map(([number]) => number);
    const size = found[0][1].v === undefined ? Infinity : flat(found[0][1].v).length;
    const series =
      size <= LINES && size > 0
        ? flat(found[0][1].v).map((_, k) => ({
            name: size === 1 ? title : `${title} [${k}]`,
            steps,
            style: size === 1 ? style : k,
            values: found.map(([, x]) => flat(x.v)[k]),
          }))
        : [{ name: `‖${title}‖`, steps, style, values: found.map(([, x]) => norm(x)) }];
    const all = series.flatMap((one) => one.values.map(real)).filter(Number.isFinite);
    const logarithmic = all.length > 1 && Math.min(...all) > 0 && Math.max(...all) / Math.min(...all) > 1000;
    return html(
      "figure",
      {},
      backlight.chart.legend(series, cursor),
      backlight.chart.curve({
        series,
        width: backlight.panels.room(),
        height: 120,
        logarithmic,
        cursor,
        label: title,
        key: `history ${title}`,
        most: 3,
      }),
    );
  }

  backlight.card = { ...backlight.card, node: render, section, head, operands, history };
})();
