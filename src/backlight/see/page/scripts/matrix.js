// Values as something to look at: one number, a table with the heat of each entry, or statistics of many.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { real, number, exact, signed, brief, count, sign, flat, single, histogram } = backlight.format;
  const { t } = backlight.words;

  // So many entries of a long vector stand in one line.
  function rowLength() {
    return Math.max(3, Math.min(8, Math.floor((backlight.panels.room() - 30) / 66)));
  }

  function cell(x, largest, write, name = "td") {
    const size = Math.abs(real(x));
    const heat = Number.isFinite(size) && largest > 0 ? size / largest : 1;
    const attributes = { class: `cell ${sign(x)}`, style: { "--heat": heat.toFixed(3) }, title: exact(x, write(x)) };
    return html(name, attributes, write(x));
  }

  // A number in a line of text, coloured by its sign; all of its digits are in its title.
  function figure(x, write = number, style = "") {
    return html("b", { class: `${style} ${sign(x)}`.trim(), title: exact(x, write(x)) }, write(x));
  }

  // Values in a line of text, coloured where they are one number.
  function amount(values, write, room = 34) {
    const one = single(values);
    return html(
      "b",
      { class: one === undefined ? "" : sign(one), title: exact(values) },
      backlight.format.values(values, room, write),
    );
  }

  function largestOf(all) {
    return all.reduce((most, x) => (Number.isFinite(real(x)) ? Math.max(most, Math.abs(real(x))) : most), 0);
  }

  // Nested lists as rows: [heading, numbers]; outer indices become headings.
  function rows(nested, index = []) {
    if (!Array.isArray(nested[0])) return [[index.join(", "), nested]];
    return nested.flatMap((part, i) => rows(part, [...index, i]));
  }

  function table(nested, { write = number, label } = {}) {
    const all = flat(nested);
    const largest = largestOf(all);
    let lines = rows(nested);
    const vector = lines.length === 1;
    const most = rowLength();
    if (vector && all.length > most) {
      lines = [];
      for (let i = 0; i < all.length; i += most) lines.push([String(i), all.slice(i, i + most)]);
    }
    const headed = lines.length > 1;
    const columns = Math.max(...lines.map(([, row]) => row.length));
    const fits = (letter, around) => {
      const longest = all.reduce((most, x) => Math.max(most, write(x).length), 0);
      return (longest * letter + around) * columns <= backlight.panels.room() - 20;
    };
    if (!fits(7.4, 20)) write = write === signed ? (x) => signed(x, brief) : brief;
    const tight = fits(7.4, 20) ? "" : "tight";
    const body = lines.map(([heading, row]) =>
      html(
        "tr",
        {},
        headed ? html("th", { scope: "row" }, heading) : null,
        row.map((x) => cell(x, largest, write)),
      ),
    );
    return html(
      "div",
      { class: "scroller" },
      html("table", { class: `matrix ${tight}`, "aria-label": label }, html("tbody", {}, body)),
    );
  }

  function statistics(values, kind, label) {
    const [low, high, mean, deviation, norm, zeros, nonfinite] = values.s;
    const facts = [
      ["min", low],
      ["max", high],
      ["mean", mean],
      ["std", deviation],
      ["norm", norm],
    ].filter(([, x]) => x !== null);
    const list = html(
      "dl",
      { class: "statistics" },
      facts.map(([name, x]) =>
        html(
          "div",
          {},
          html("dt", {}, t(`statistics.${name}`)),
          html("dd", { class: name === "norm" || name === "std" ? "" : sign(x), title: exact(x, brief(x)) }, brief(x)),
        ),
      ),
    );
    const share = values.size ? zeros / values.size : 0;
    list.append(
      html(
        "div",
        {},
        html("dt", {}, t("statistics.zeros")),
        html("dd", {}, zeros ? `${count(zeros)} (${share < 0.01 ? "<1" : Math.round(share * 100)}%)` : "0"),
      ),
    );
    if (nonfinite)
      list.append(
        html(
          "div",
          {},
          html("dt", {}, t("statistics.nonfinite")),
          html("dd", { class: "nonfinite" }, `⚠ ${count(nonfinite)}`),
        ),
      );
    const bins = histogram(values);
    const whole = values.f ? backlight.picture(values.f, label) : null;
    return html("div", {}, list, bins ? backlight.chart.bars(bins, 240, 40, kind) : null, whole);
  }

  // Whatever the record holds: null shows `none` in words.
  function show(values, { none, write = number, label, kind = "value" } = {}) {
    if (values === null || values === undefined) return html("p", { class: "none" }, none ?? t("values.none"));
    if (values.s) return statistics(values, kind, label);
    const all = flat(values.v);
    if (!all.length) return html("p", { class: "none" }, t("values.empty"));
    if (!Array.isArray(values.v))
      return html("p", { class: `one ${sign(values.v)}`, title: exact(values.v) }, write(values.v));
    return table(values.v, { write, label });
  }

  backlight.matrix = { show, table, figure, amount };
})();
