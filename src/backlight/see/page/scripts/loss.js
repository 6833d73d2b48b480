// The losses of the whole training as curves; the cursor is the step that is looked at, and dragging it goes there.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { real, number, count } = backlight.format;
  const { t } = backlight.words;

  let scale = null; // "linear" or "log" once the reader has chosen

  // The last loss of many is the one to look at closer, so a chart of several shows at most four of them.
  const MOST = 4;

  function render(element, { record, step }) {
    const losses = record.losses.filter((one) => one.values.length);
    const cursor = step < 0 ? undefined : record.steps[step].step;
    if (!losses.length) return void element.append(html("p", { class: "empty" }, t("loss.none")));
    const series = losses.slice(0, MOST);
    const all = series.flatMap((one) => one.values.map(real));
    const finite = all.filter(Number.isFinite);
    const positive = finite.filter((x) => x > 0);
    const wide =
      positive.length === finite.length &&
      finite.length > 1 &&
      Math.max(...extent(finite)) / Math.min(...extent(finite)) > 100;
    const chosen = scale ?? (wide && positive.length ? "log" : "linear");
    element.append(
      html("div", { class: "bar" }, backlight.chart.legend(series, cursor), choice(chosen)),
      backlight.chart.curve({
        series,
        width: backlight.panels.room(),
        height: 260,
        logarithmic: chosen === "log",
        cursor,
        label: t("loss.label"),
        key: "loss",
        rug: record.dropped.steps > 0,
      }),
    );
    const told = [];
    if (losses.length > MOST) told.push(t("loss.more", losses.length - MOST));
    const low = chosen === "log" ? finite.length - positive.length : 0;
    if (low) told.push(t("loss.not_positive", count(low)));
    if (record.dropped.steps) told.push(t("now.dropped", count(record.dropped.steps), count(record.steps.length)));
    element.append(
      bad(series),
      html("p", { class: "dim small" }, told.join(" ")),
      facts(series, cursor),
      html("p", { class: "hint" }, t("loss.hint")),
    );
  }

  // Math.min(...list) would overflow the stack of a long training.
  function extent(list) {
    return list.reduce(([low, high], x) => [Math.min(low, x), Math.max(high, x)], [Infinity, -Infinity]);
  }

  function choice(chosen) {
    const one = (value) =>
      html(
        "button",
        {
          type: "button",
          "data-key": `scale ${value}`,
          "aria-pressed": String(chosen === value),
          onclick: () => {
            scale = value;
            backlight.panels.refresh("loss");
          },
        },
        t(`loss.${value}`),
      );
    return html("div", { class: "switch", role: "group", "aria-label": t("loss.scale") }, one("linear"), one("log"));
  }

  function bad(series) {
    for (const { name, steps, values } of series) {
      const lost = steps.filter((_, i) => !Number.isFinite(real(values[i])));
      if (!lost.length) continue;
      const first = values[steps.indexOf(lost[0])];
      return html(
        "p",
        { class: "warning" },
        `⚠ ${t("loss.nonfinite", name, count(lost.length), number(first), count(lost[0]))} `,
        backlight.links.link("bad", () => backlight.chart.go(lost[0]), t("steps.go")),
      );
    }
    return "";
  }

  function facts(series, cursor) {
    const { record } = backlight.store.get();
    const rows = series.map(({ name, steps, values, place }) => {
      const finite = values.map(real).filter(Number.isFinite);
      const [low] = extent(finite);
      const best = steps[values.findIndex((x) => real(x) === low)];
      const at = steps.indexOf(cursor);
      const cell = (x) => html("td", { class: "number" }, x);
      return html(
        "tr",
        {},
        html(
          "th",
          { scope: "row" },
          name,
          " ",
          place && record.files[place[0]] ? backlight.links.place(place, `loss ${name}`) : null,
        ),
        cell(number(values[0])),
        cell(at < 0 ? "–" : number(values[at])),
        cell(finite.length ? backlight.links.link(`best ${name}`, () => backlight.chart.go(best), number(low)) : "–"),
        cell(number(values.at(-1))),
      );
    });
    const titles = ["loss.name", "loss.first", "loss.here", "loss.lowest", "loss.last"].map((key) =>
      html("th", { scope: "col" }, t(key)),
    );
    return html(
      "div",
      { class: "scroller" },
      html("table", { class: "plain" }, html("thead", {}, html("tr", {}, titles)), html("tbody", {}, rows)),
    );
  }

  backlight.panels.add({ id: "loss", title: "panel.loss", on: ["step"], render });
})();
