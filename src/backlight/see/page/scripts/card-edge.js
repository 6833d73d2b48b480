// The card of an edge: the local rule, the local derivative with its numbers, and the contribution as their product.
"use strict";
(() => {
  const { html, svg } = backlight.dom;
  const { number, signed, sizeOf, flat, single, real, values, count, shape } = backlight.format;
  const { t } = backlight.words;

  const WIDE = 8; // up to so many rows and columns the product is written out
  const ENTRIES = 64; // up to so many the record holds a Jacobian in full
  const SQUARE = 9; // pixels
  const PATTERNS = {
    elementwise: ["#     ", " #    ", "  #   ", "   #  ", "    # ", "     #"],
    broadcast: ["#  ", " # ", "  #", "#  ", " # ", "  #"],
    reduce: ["###   ", "   ###"],
    view: ["  #   ", "#     ", "    # ", " #    ", "     #", "   #  "],
    contract: ["##    ", "##    ", "  ##  ", "  ##  ", "    ##", "    ##"],
    gather: [" #    ", "    # ", " #    ", "     #"],
    random: ["#     ", "      ", "  #   ", "   #  ", "      ", "     #"],
  };

  function render(step, id, position) {
    const { section, head } = backlight.card;
    const { nodes, edges } = backlight.data.graph(step);
    const edge = edges[id];
    const [source, target] = [nodes[edge.source], nodes[edge.target]];
    const title = [backlight.links.nameOf(step, edge.source), " → ", backlight.links.nameOf(step, edge.target)];
    const link = (node, key) => backlight.links.node(step, node, key);
    const way = (name, from, to) => html("div", {}, html("span", { class: "dim" }, name, " "), from, " → ", to);
    return [
      head("∂", "edge", title, t("edge.about", edge.position + 1)),
      html(
        "div",
        { class: "where" },
        way(t("edge.forward"), link(edge.source, "source"), link(edge.target, "target")),
        way(t("edge.backward"), link(edge.target, "giver"), link(edge.source, "taker")),
      ),
      section(
        t("edge.rule"),
        html("p", { class: "formula" }, backlight.words.formula(edge.formula)),
        backlight.card.operands(step, edge.target),
      ),
      derivative(step, edge, source, target),
      contribution(step, edge, position),
      backlight.card.history(step, [["edge.contribution", (detail) => detail.contributions[id], 1]]),
    ];
  }

  function derivative(step, edge, source, target) {
    const { section } = backlight.card;
    const table = backlight.data.detail(step).jacobians[edge.id];
    if (!table) {
      if (!Number.isFinite(backlight.data.course(step).arrived[edge.id])) return null; // there is none
      const kind = structure(edge, source, target);
      const told = kind && html("div", { class: "structure" }, pattern(kind), html("p", {}, t(`structure.${kind}`)));
      return section(t("edge.derivative"), told, html("p", { class: "dim" }, large(source, target)));
    }
    if (table.length === 1 && table[0].length === 1) {
      const local = backlight.formula.local(step, edge);
      const x = table[0][0];
      const letters = local ? `${backlight.formula.derivative(edge)} = ` : "";
      const exact = local === number(x) || local === `(${number(x)})`;
      return section(
        t("edge.derivative"),
        html("p", { class: "written" }, letters, local && !exact ? `${local} = ` : "", backlight.matrix.figure(x)),
      );
    }
    return section(
      t("edge.derivative"),
      html("p", { class: "dim" }, t("edge.jacobian", table.length, table[0].length), " ", seen(table)),
      backlight.matrix.table(table, { label: t("edge.derivative") }),
    );
  }

  function large(source, target) {
    const [rows, columns] = [sizeOf(target.shape), sizeOf(source.shape)];
    if (!target.shape || rows * columns <= ENTRIES) return t("edge.unknown");
    return t("edge.large", count(rows), count(columns), count(rows * columns));
  }

  // Which of PATTERNS the Jacobian of a family of operations has; undefined where that cannot be told.
  function structure(edge, source, target) {
    const spread = target.family === "elementwise" && sizeOf(source.shape) < sizeOf(target.shape);
    const added = target.family === "contract" && backlight.formula.derivative(edge) === "1"; // as a bias is
    return spread || added ? "broadcast" : Object.keys(PATTERNS).find((kind) => kind === target.family);
  }

  // Where entries are that are not zero, as small squares: a picture of the kind, not of this very table.
  function pattern(kind) {
    const rows = PATTERNS[kind];
    const [width, height] = [rows[0].length * SQUARE, rows.length * SQUARE];
    const square = (x, y, filled) =>
      svg("rect", { x: x * SQUARE, y: y * SQUARE, width: SQUARE - 1, height: SQUARE - 1, rx: 1, class: filled });
    const squares = rows.flatMap((row, y) => [...row].map((one, x) => square(x, y, one === "#" ? "filled" : "")));
    return svg(
      "svg",
      { class: "pattern", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
      squares,
    );
  }

  // What a table looks like, in words.
  function seen(table) {
    const square = table.length === table[0].length;
    const diagonal = square && table.every((row, i) => row.every((x, k) => i === k || real(x) === 0));
    if (diagonal && table.every((row, i) => real(row[i]) === 1)) return t("structure.identity");
    if (diagonal) return t("structure.elementwise");
    return "";
  }

  // Upstream gradient × local derivative = contribution.
  function contribution(step, edge, position) {
    const { section } = backlight.card;
    const { data } = backlight;
    const course = data.course(step);
    if (!Number.isFinite(course.arrived[edge.id]))
      return section(t("edge.contribution"), html("p", { class: "none" }, t("edge.none")));
    if (course.arrived[edge.id] > position) {
      return section(
        t("edge.contribution"),
        html("p", { class: "none" }, t("edge.not_yet", count(course.arrived[edge.id]))),
      );
    }
    const given = data.contribution(step, edge.id, position);
    const table = data.detail(step).jacobians[edge.id];
    const label = t("edge.contribution");
    const g = upstream(step, edge.target, position);
    if (!table || !g || g.v === undefined || !given || given.v === undefined) {
      return section(
        label,
        html("p", { class: "dim" }, t("edge.product_words")),
        html(
          "dl",
          { class: "facts" },
          html("div", {}, html("dt", {}, t("edge.upstream")), html("dd", {}, values(g ?? null, 40))),
        ),
        html("p", { class: "caption" }, label),
        backlight.matrix.show(given, { write: signed, label, kind: "gradient" }),
      );
    }
    if (table.length === 1 && table[0].length === 1) {
      return section(
        label,
        html(
          "p",
          { class: "product" },
          factor(single(g), t("edge.upstream")),
          html("span", { class: "times" }, "×"),
          factor(table[0][0], t("edge.local")),
          html("span", { class: "times" }, "="),
          factor(single(given), t("edge.contribution_short"), signed),
        ),
      );
    }
    const written =
      table.length <= WIDE && table[0].length <= WIDE
        ? html(
            "div",
            { class: "product scroller" },
            captioned([flat(g.v)], "g"),
            html("span", { class: "times" }, "×"),
            captioned(table, "∂"),
            html("span", { class: "times" }, "="),
            captioned([flat(given.v)], "", signed),
          )
        : null;
    const reshaped = Array.isArray(given.v) && Array.isArray(given.v[0]);
    return section(
      label,
      html("p", { class: "dim" }, t("edge.product_words")),
      written,
      written && !reshaped
        ? null
        : html(
            "div",
            {},
            html("p", { class: "dim" }, t("edge.as_shape", shape(sizes(given.v)))),
            backlight.matrix.show(given, { write: signed, label, kind: "gradient" }),
          ),
    );
  }

  // What has come to a node; of one with several outputs, what has come to those in use, one after the other.
  function upstream(step, node, position) {
    const { data } = backlight;
    const { nodes, edges } = data.graph(step);
    if (nodes[node].kind !== "several") return data.gradient(step, node, position)?.sum;
    const number = (output) => Number(nodes[output].label.split(" ")[1]);
    const outputs = edges.filter(({ source }) => source === node).map(({ target }) => target);
    const parts = outputs
      .sort((a, b) => number(a) - number(b))
      .map((output) => data.gradient(step, output, position)?.sum?.v);
    return parts.includes(undefined) ? undefined : { v: parts.flatMap(flat) };
  }

  function sizes(nested) {
    return Array.isArray(nested) ? [nested.length, ...sizes(nested[0])] : [];
  }

  function factor(x, caption, write) {
    return html("span", { class: "factor" }, backlight.matrix.figure(x, write), html("small", {}, caption));
  }

  function captioned(rows, letter, write = number) {
    const caption = { g: "edge.upstream", "∂": "edge.local" }[letter] ?? "edge.contribution_short";
    return html(
      "span",
      { class: "factor" },
      backlight.matrix.table(rows.length === 1 ? rows[0] : rows, { write }),
      html("small", {}, t(caption)),
    );
  }

  backlight.card = { ...backlight.card, edge: render };
})();
