// Values as something to look at: one number, a table with the heat of each entry, or statistics of many.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { real, number, brief, count, sign, flat, histogram } = backlight.format;
  const { t } = backlight.words;

  // So many entries of a long vector stand in one line.
  function rowLength() {
    return Math.max(3, Math.min(8, Math.floor((backlight.panels.room() - 30) / 66)));
  }

  function cell(x, largest, write, name = "td") {
    const size = Math.abs(real(x));
    const heat = Number.isFinite(size) && largest > 0 ? size / largest : 1;
    return html(name, { class: `cell ${sign(x)}`, style: { "--heat": heat.toFixed(3) } }, write(x));
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
    const body = lines.map(([heading, row]) => html("tr", {}, headed ? html("th", { scope: "row" }, heading) : null, row.map((x) => cell(x, largest, write))));
    return html("div", { class: "scroller" }, html("table", { class: `matrix ${vector ? "vector" : ""}`, "aria-label": label }, html("tbody", {}, body)));
  }

  function statistics(values, kind) {
    const [low, high, mean, deviation, norm, zeros, nonfinite] = values.s;
    const facts = [["min", low], ["max", high], ["mean", mean], ["std", deviation], ["norm", norm]].filter(([, x]) => x !== null);
    const list = html("dl", { class: "statistics" }, facts.map(([name, x]) => html("div", {},
      html("dt", {}, t(`statistics.${name}`)), html("dd", { class: name === "norm" || name === "std" ? "" : sign(x) }, brief(x)))));
    const share = values.size ? zeros / values.size : 0;
    list.append(html("div", {}, html("dt", {}, t("statistics.zeros")), html("dd", {}, zeros ? `${count(zeros)} (${share < 0.01 ? "<1" : Math.round(share * 100)}%)` : "0")));
    if (nonfinite) list.append(html("div", {}, html("dt", {}, t("statistics.nonfinite")), html("dd", { class: "nonfinite" }, `⚠ ${count(nonfinite)}`)));
    const bins = histogram(values);
    return html("div", {}, list, bins ? backlight.chart.bars(bins, 240, 40, kind) : null);
  }

  // Whatever the record holds: null shows `none` in words.
  function show(values, { none, write = number, label, kind = "value" } = {}) {
    if (values === null || values === undefined) return html("p", { class: "none" }, none ?? t("values.none"));
    if (values.s) return statistics(values, kind);
    const all = flat(values.v);
    if (!all.length) return html("p", { class: "none" }, t("values.empty"));
    if (!Array.isArray(values.v)) return html("p", { class: `one ${sign(values.v)}`, "aria-label": label }, write(values.v));
    return table(values.v, { write, label });
  }

  backlight.matrix = { show, table };
})();
