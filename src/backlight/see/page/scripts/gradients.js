// The size of the gradients, layer by layer and step by step, as a map of heat on a logarithmic scale.
"use strict";
(() => {
  const { html, svg } = backlight.dom;
  const { real, brief, count } = backlight.format;
  const { t } = backlight.words;

  let grouped = true; // by layer, or by parameter
  const LOWEST = 16; // pixels of a row
  const HIGHEST = 34;
  const MOST = 200; // rows
  const FEW = 4; // so many have curves

  // From dark to light in even steps of brightness, and readable without colours: blue to yellow.
  const SCALE = [
    [0, 32, 76],
    [0, 51, 112],
    [52, 71, 107],
    [87, 92, 109],
    [117, 113, 117],
    [148, 136, 119],
    [181, 160, 113],
    [216, 186, 97],
    [253, 225, 68],
  ];

  function colour(share) {
    const at = Math.max(0, Math.min(1, share)) * (SCALE.length - 1);
    const k = Math.min(SCALE.length - 2, Math.floor(at));
    return `rgb(${SCALE[k].map((a, i) => Math.round(a + (SCALE[k + 1][i] - a) * (at - k))).join(" ")})`;
  }

  // Rows in the order in which the graph uses the parameters: {name, leaves: names, steps → norm}.
  function layers(state) {
    const sorted = backlight.parameters.ordered(state).filter((one) => one.history.steps.length);
    const rows = new Map();
    for (const one of sorted) {
      const dot = one.name.lastIndexOf(".");
      const name = grouped && dot > 0 ? one.name.slice(0, dot) : one.name;
      if (!rows.has(name)) rows.set(name, { name, members: [], squares: new Map() });
      const row = rows.get(name);
      row.members.push(one.name);
      const norms = one.history.gradient;
      one.history.steps.forEach((number, i) => {
        if (norms[i] !== null) row.squares.set(number, (row.squares.get(number) ?? 0) + real(norms[i]) ** 2);
      });
    }
    return [...rows.values()].map((row) => ({
      ...row,
      norm: (number) => (row.squares.has(number) ? Math.sqrt(row.squares.get(number)) : undefined),
    }));
  }

  function render(element, state) {
    const { record, step } = state;
    if (step < 0 || !record.parameters.length)
      return void element.append(html("p", { class: "empty" }, t("parameters.none")));
    const all = layers(state);
    const rows = all.slice(0, MOST);
    const numbers = record.steps.map((one) => one.step).filter((number) => rows.some((row) => row.squares.has(number)));
    const here = record.steps[step].step;
    const found = rows
      .flatMap((row) => numbers.map(row.norm))
      .filter((x) => x > 0 && Number.isFinite(x))
      .map(Math.log10);
    const low = found.reduce((a, b) => Math.min(a, b), Infinity),
      high = found.reduce((a, b) => Math.max(a, b), -Infinity);
    const span = found.length ? [Math.min(low, high - 1), high] : [0, 1]; // at least one power of ten
    element.append(
      verdict(rows, here),
      curves(rows, numbers, here),
      html("div", { class: "bar" }, legend(span), choice()),
      map(rows, numbers, here, span),
      all.length > MOST ? html("p", { class: "dim" }, `+${count(all.length - MOST)}`) : "",
      html("p", { class: "hint" }, t("gradients.hint")),
    );
  }

  // The norms of few rows as curves; of many, those of the first and the last, between which gradients vanish.
  function curves(rows, numbers, here) {
    if (numbers.length < 2) return "";
    const told = rows.length <= FEW ? rows : [rows[0], rows.at(-1)];
    const norm = (row, number) => row.norm(number) ?? null;
    const series = told.map((row) => ({
      name: row.name,
      steps: numbers,
      values: numbers.map((number) => norm(row, number)),
    }));
    const width = backlight.panels.room();
    const chart = { series, width, height: 170, logarithmic: true, cursor: here, label: t("gradients.label") };
    return html(
      "figure",
      {},
      html("figcaption", {}, t("gradients.curves")),
      backlight.chart.legend(series, here),
      backlight.chart.curve({ ...chart, key: "gradient curves" }),
    );
  }

  function choice() {
    const one = (value, key) =>
      html(
        "button",
        {
          type: "button",
          "data-key": key,
          "aria-pressed": String(grouped === value),
          onclick: () => {
            grouped = value;
            backlight.panels.refresh("gradients");
          },
        },
        t(key),
      );
    return html(
      "div",
      { class: "switch", role: "group", "aria-label": t("gradients.rows") },
      one(true, "gradients.by_layer"),
      one(false, "gradients.by_parameter"),
    );
  }

  function legend([low, high]) {
    const width = 150;
    const cells = Array.from({ length: 30 }, (_, k) =>
      svg("rect", { x: (k * width) / 30, y: 0, width: width / 30 + 0.5, height: 10, fill: colour(k / 29) }),
    );
    const drawing = svg(
      "svg",
      {
        width,
        height: 26,
        viewBox: `0 0 ${width} 26`,
        class: "scale",
        role: "img",
        "aria-label": t("gradients.scale", brief(10 ** low), brief(10 ** high)),
      },
      cells,
    );
    for (let e = Math.ceil(low); e <= high; e++)
      drawing.append(svg("path", { class: "axis", d: `M${(((e - low) / (high - low)) * width).toFixed(1)} 10v4` }));
    drawing.append(
      svg("text", { x: 0, y: 25 }, brief(10 ** low)),
      svg("text", { x: width, y: 25, "text-anchor": "end" }, brief(10 ** high)),
    );
    return html("div", { class: "legend" }, html("span", { class: "dim" }, "‖∇‖ "), drawing);
  }

  // Names on the left, one canvas for all rows, and the numbers of this step on the right.
  function map(rows, numbers, here, [least, most]) {
    const prefix = shared(rows.map((row) => row.name));
    const title = (row) => row.name.slice(prefix) || row.name;
    const longest = rows.reduce((most, row) => Math.max(most, title(row).length), 0);
    const room = backlight.panels.room();
    const names = Math.min(Math.round(room * 0.34), 12 + 7 * longest);
    const wide = Math.max(80, room - names - 76);
    const canvas = html("canvas", { "data-key": "map", class: "heat" });
    const ratio = devicePixelRatio || 1;
    const high = Math.round(Math.max(LOWEST, Math.min(HIGHEST, 300 / rows.length)));
    const tall = rows.length * high;
    [canvas.width, canvas.height] = [Math.round(wide * ratio), Math.round(tall * ratio)];
    canvas.style.setProperty("width", `${wide}px`);
    canvas.style.setProperty("height", `${tall}px`);
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    const [ink, warn, page, grid] = ["--ink", "--warn", "--page", "--grid"].map((name) =>
      style.getPropertyValue(name).trim(),
    );
    const each = wide / Math.max(1, numbers.length);
    rows.forEach((row, i) =>
      numbers.forEach((number, k) => {
        const x = row.norm(number);
        const bad = x !== undefined && !Number.isFinite(x);
        pen.fillStyle =
          x === undefined ? grid : bad ? warn : x === 0 ? page : colour((Math.log10(x) - least) / (most - least));
        pen.fillRect(Math.floor(k * each), i * high, Math.ceil((k + 1) * each) - Math.floor(k * each), high - 1);
        if (bad && each >= 3) {
          pen.strokeStyle = page;
          pen.beginPath();
          pen.moveTo(k * each + 1, i * high + 2);
          pen.lineTo((k + 1) * each - 1, (i + 1) * high - 3);
          pen.stroke();
        }
      }),
    );
    const at = numbers.indexOf(here);
    if (at >= 0) {
      pen.lineWidth = 3.5;
      pen.strokeStyle = page;
      pen.strokeRect(at * each - 0.5, 0.5, Math.max(each, 2) + 1, tall - 1.5);
      pen.lineWidth = 1.5;
      pen.strokeStyle = ink;
      pen.strokeRect(at * each - 0.5, 0.5, Math.max(each, 2) + 1, tall - 1.5);
    }
    backlight.chart.steer(
      canvas,
      (pixels) => numbers[Math.max(0, Math.min(numbers.length - 1, Math.floor(pixels / each)))] ?? 0,
      t("gradients.label"),
    );
    const short = (row) => html("bdi", {}, title(row));
    const name = (row) =>
      html(
        "li",
        {},
        backlight.links.link(`layer ${row.name}`, () => choose(row), short(row), row.name),
      );
    const figure = (row) => {
      const x = row.norm(here);
      return html(
        "li",
        { class: x === undefined ? "dim" : Number.isFinite(x) ? "" : "nonfinite" },
        x === undefined ? "–" : brief(x),
      );
    };
    const steps = numbers.length
      ? html(
          "div",
          { class: "steps dim" },
          html("span", {}, count(numbers[0])),
          html("span", {}, t("steps.step")),
          html("span", {}, count(numbers.at(-1))),
        )
      : null;
    return html(
      "div",
      { class: "heatmap", style: { "--row": `${high}px`, "--names": `${names}px` } },
      html("ul", { class: "names" }, rows.map(name)),
      html("div", {}, canvas, steps),
      html("ul", { class: "figures" }, rows.map(figure)),
    );
  }

  // How long the path is that all names begin with: "model." tells nothing in front of each.
  function shared(names) {
    const [first] = names;
    let length = 0;
    for (
      let at = first.indexOf(".") + 1;
      at > 0 && names.every((name) => name.startsWith(first.slice(0, at)));
      at = first.indexOf(".", at) + 1
    )
      length = at;
    return length;
  }

  function choose(row) {
    const { step, record } = backlight.store.get();
    const { nodes, modules } = record.graphs[record.steps[step].graph];
    if (row.name in modules) return backlight.store.set({ selection: { module: row.name } });
    const leaf = nodes.find((one) => one.kind === "leaf" && one.name === row.members[0]);
    if (leaf) backlight.store.set({ selection: { node: leaf.id } });
  }

  // In words what the map shows at this step: how far the smallest layer is from the largest.
  function verdict(rows, here) {
    const known = rows.map((row) => [row.name, row.norm(here)]).filter(([, x]) => x !== undefined);
    const bad = known.filter(([, x]) => !Number.isFinite(x));
    if (bad.length) return html("p", { class: "warning" }, `⚠ ${t("gradients.nonfinite", bad.length, bad[0][0])}`);
    const zero = known.filter(([, x]) => x === 0);
    const some = known.filter(([, x]) => x > 0).sort((a, b) => a[1] - b[1]);
    const told = zero.length
      ? [html("p", { class: "warning" }, `⚠ ${t("gradients.zero", zero.length, zero[0][0])}`)]
      : [];
    if (some.length > 1) {
      const [least, most] = [some[0], some.at(-1)];
      const ratio = most[1] / least[1];
      const text = t("gradients.ratio", least[0], brief(least[1]), most[0], brief(most[1]), brief(ratio));
      told.push(
        html(
          "p",
          { class: ratio > 1e4 ? "warning" : "dim" },
          ratio > 1e4 ? `⚠ ${text} ${t(least[1] < 1e-5 ? "gradients.vanishing" : "gradients.uneven")}` : text,
        ),
      );
    }
    if (some.length && some.at(-1)[1] > 1e3)
      told.push(
        html("p", { class: "warning" }, `⚠ ${t("gradients.exploding", some.at(-1)[0], brief(some.at(-1)[1]))}`),
      );
    return html("div", {}, told);
  }

  backlight.panels.add({ id: "gradients", title: "panel.gradients", on: ["step", "selection"], render });
})();
