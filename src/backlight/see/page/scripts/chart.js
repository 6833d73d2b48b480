// Curves over the steps of a training: a chart with axes and a cursor, and a sparkline without.
"use strict";
(() => {
  const { html, svg } = backlight.dom;
  const { real, brief, count } = backlight.format;
  const { t } = backlight.words;

  const STYLES = 4; // curves that can be told apart, by colour and by dashes
  const LARGEST = 1.7e308;

  // At most about `count` round numbers, 1, 2 or 5 times a power of ten apart.
  function nice(low, high, most) {
    const raw = high / most - low / most;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((m) => m * power).find((x) => x >= raw * 0.999);
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k <= Math.floor(high / step + 1e-9); k++) found.push(k * step);
    return found.map((x) => Number(x.toPrecision(12)));
  }

  // The same, but at least two, so that a scale can be read.
  function within(low, high, most) {
    let round = nice(low, high, most);
    for (let more = most + 1; round.length < 2 && more < most + 5; more++) round = nice(low, high, more);
    return round;
  }

  function raised(exponent) {
    if (exponent > -4 && exponent < 5) return brief(10 ** exponent);
    return "10" + String(exponent).replace(/[-\d]/g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
  }

  // A tick's label, with as many decimals as tell it from the next.
  function written(x, all) {
    const step = all.length > 1 ? all[1] - all[0] : Math.abs(x) || 1;
    if (step < 1e-4 || step >= 1e6 || Math.abs(x) >= 1e7) return brief(x);
    return x.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))).replace("-", "−");
  }

  // The vertical axis: its ticks, and where on it a value lies, from 0 to 1; undefined where it cannot lie on it.
  function axis(values, logarithmic, most) {
    const fit = values
      .filter((x) => Number.isFinite(x) && (!logarithmic || x > 0))
      .map((x) => (logarithmic ? Math.log10(x) : x));
    let low = fit.reduce((a, b) => Math.min(a, b), Infinity),
      high = fit.reduce((a, b) => Math.max(a, b), -Infinity);
    if (!fit.length) [low, high] = [0, 1];
    let room = (high - low) * 0.08;
    if (!(room > 1e-12 * Math.abs(high))) room = logarithmic ? 0.5 : Math.abs(high) * 0.1 || 1;
    const floor = !logarithmic && low >= 0 && low <= high / 2 ? 0 : Math.max(low - room, -LARGEST);
    [low, high] = [floor, Math.min(high + room, LARGEST)];
    const share = (x) => (x / 2 - low / 2) / (high / 2 - low / 2);
    let ticks;
    if (logarithmic) {
      const powers = [];
      for (let e = Math.ceil(low); e <= Math.floor(high); e++) powers.push(e);
      const every = Math.ceil(powers.length / most);
      ticks = powers.filter((_, k) => k % every === 0).map((e) => [share(e), raised(e)]);
      if (powers.length < 2) ticks = within(10 ** low, 10 ** high, most).map((x) => [share(Math.log10(x)), brief(x)]);
    } else {
      const round = within(low, high, most);
      ticks = round.map((x) => [share(x), written(x, round)]);
    }
    const place = (x) =>
      !Number.isFinite(x) || (logarithmic && x <= 0) ? undefined : share(logarithmic ? Math.log10(x) : x);
    return { ticks, place };
  }

  // A line through points in pixels; a gap where y is missing. Of many points in one column the extremes are drawn.
  function path(points) {
    let text = "",
      open = false,
      column = null;
    const flush = () => {
      if (column)
        for (const [x, y] of column.low === column.high
          ? [column.low]
          : column.first === column.low
            ? [column.low, column.high]
            : [column.high, column.low]) {
          text += `${open ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
          open = true;
        }
      column = null;
    };
    for (const point of points) {
      const [x, y] = point;
      if (y === undefined) {
        flush();
        open = false;
      } else if (column && x - column.x < 0.8) {
        if (y < column.low[1]) column.low = point;
        if (y > column.high[1]) column.high = point;
      } else {
        flush();
        column = { x, low: point, high: point, first: point };
      }
    }
    flush();
    return text;
  }

  function nearest(steps, wanted) {
    let best = 0;
    for (let k = 1; k < steps.length; k++) if (Math.abs(steps[k] - wanted) < Math.abs(steps[best] - wanted)) best = k;
    return best;
  }

  // Go to the kept step that is nearest to a number of a step.
  function go(number) {
    const { record } = backlight.store.get();
    if (record.steps.length)
      backlight.store.set({
        step: nearest(
          record.steps.map((step) => step.step),
          number,
        ),
      });
  }

  // What a pointer or a key does on something that shows the steps from left to right.
  // Arguments: element; toStep(pixels from the element's left) → the number of a step; label.
  function steer(element, toStep, label) {
    const { record, step } = backlight.store.get();
    const kept = record.steps.map((one) => one.step);
    const attributes = {
      tabindex: "0",
      role: "slider",
      "aria-label": label,
      "aria-valuemin": kept[0],
      "aria-valuemax": kept.at(-1),
      "aria-valuenow": kept[step],
      "aria-valuetext": t("steps.number", count(kept[step] ?? 0)),
    };
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value ?? 0);
    element.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const left = element.getBoundingClientRect().left; // the element itself may be drawn anew meanwhile
      const follow = (moved) => go(toStep(moved.clientX - left));
      const end = () => {
        removeEventListener("pointermove", follow);
        removeEventListener("pointerup", end);
        removeEventListener("pointercancel", end);
      };
      addEventListener("pointermove", follow);
      addEventListener("pointerup", end);
      addEventListener("pointercancel", end);
      element.focus({ preventScroll: true });
      follow(event);
      event.preventDefault();
    });
    element.addEventListener("keydown", (event) => {
      const now = backlight.store.get();
      const last = now.record.steps.length - 1;
      const moved = {
        ArrowLeft: now.step - 1,
        ArrowRight: now.step + 1,
        PageUp: now.step - 10,
        PageDown: now.step + 10,
        Home: 0,
        End: last,
      }[event.key];
      if (moved === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      backlight.store.set({ step: Math.max(0, Math.min(last, moved)) });
    });
  }

  // A chart as an SVG element.
  // Arguments: series, [{name, steps, values}]; width, height; logarithmic; cursor, the number of a step; label, what
  // it shows, for a screen reader; key, of the focus; rug, whether the kept steps are marked; ticks, how many labels.
  function curve({ series, width, height, logarithmic = false, cursor, label, key, rug = false, most = 5 }) {
    const all = series.flatMap((one) => one.values.map(real));
    const steps = series.flatMap((one) => one.steps);
    const kept = backlight.store.get().record.steps.map((one) => one.step);
    const first = steps.reduce((a, b) => Math.min(a, b), Infinity),
      last = steps.reduce((a, b) => Math.max(a, b), -Infinity);
    const vertical = axis(all, logarithmic, most);
    const margin = 14 + 6.4 * Math.max(1, ...vertical.ticks.map(([, text]) => text.length));
    const [left, right, top, bottom] = [margin, width - 10, 10, height - 24];
    const x = (step) => (last > first ? left + ((right - left) * (step - first)) / (last - first) : (left + right) / 2);
    const y = (value) => {
      const share = vertical.place(value);
      return share === undefined ? undefined : bottom - (bottom - top) * share;
    };
    const drawing = svg("svg", { class: "chart", width, height, viewBox: `0 0 ${width} ${height}`, "data-key": key });
    for (const [share, text] of vertical.ticks) {
      const at = bottom - (bottom - top) * share;
      drawing.append(
        svg("path", { class: "grid", d: `M${left} ${at.toFixed(1)}H${right}` }),
        svg("text", { x: left - 7, y: at + 4, "text-anchor": "end" }, text),
      );
    }
    drawing.append(svg("path", { class: "axis", d: `M${left} ${bottom}H${right}` }));
    const round =
      last > first
        ? nice(first, last, Math.max(2, Math.floor((right - left) / 80))).filter((step) => Number.isInteger(step))
        : [];
    const labels = steps.length ? [first, ...round.filter((step) => x(step) - left > 66)] : [];
    for (const step of labels) {
      const at = x(step);
      const text = step === first ? t("steps.number", count(step)) : count(step);
      const anchor = last === first ? "middle" : step === first ? "start" : at > right - 14 ? "end" : "middle";
      drawing.append(
        svg("path", { class: "axis", d: `M${at.toFixed(1)} ${bottom}v4` }),
        svg("text", { x: anchor === "end" ? right : at, y: bottom + 17, "text-anchor": anchor }, text),
      );
    }
    if (rug && kept.length > 1)
      drawing.append(
        svg("path", { class: "rug", d: kept.map((step) => `M${x(step).toFixed(1)} ${bottom}v-4`).join("") }),
      );
    series.forEach((one, k) => {
      const points = one.steps.map((step, i) => [x(step), y(real(one.values[i]))]);
      const group = svg("g", { class: `series s${(one.style ?? k) % STYLES}` });
      group.append(svg("path", { class: "stroke", d: path(points) }));
      const seen = points.filter(([, at]) => at !== undefined);
      if (points.length <= 40)
        for (const [at, high] of seen)
          group.append(svg("circle", { class: "dot", cx: at.toFixed(1), cy: high.toFixed(1), r: 2 }));
      else if (seen.length === 1) group.append(svg("circle", { class: "dot", cx: seen[0][0], cy: seen[0][1], r: 3 }));
      drawing.append(group);
      for (const [from, to] of lost(one)) {
        const [begin, end] = [x(from), Math.max(x(to), x(from) + 1)];
        drawing.append(
          svg("rect", { class: "lost", x: begin, y: top, width: end - begin, height: bottom - top }),
          svg("path", { class: "bad", d: `M${begin.toFixed(1)} ${top}V${bottom}` }),
          svg("text", { class: "bad-mark", x: begin + 3, y: top + 9 }, "⚠"),
        );
      }
    });
    if (cursor !== undefined && steps.length) {
      const at = x(Math.max(first, Math.min(last, cursor)));
      drawing.append(svg("path", { class: "cursor", d: `M${at.toFixed(1)} ${top - 4}V${bottom + 4}` }));
      series.forEach((one, k) => {
        const i = one.steps.indexOf(cursor);
        const high = i < 0 ? undefined : y(real(one.values[i]));
        if (high !== undefined)
          drawing.append(
            svg("circle", {
              class: `here s${(one.style ?? k) % STYLES}`,
              cx: at.toFixed(1),
              cy: high.toFixed(1),
              r: 4.5,
            }),
          );
      });
    }
    if (!steps.length)
      drawing.append(svg("text", { x: width / 2, y: height / 2, "text-anchor": "middle" }, t("loss.none")));
    else steer(drawing, (pixels) => first + ((pixels - left) / (right - left || 1)) * (last - first), label);
    return drawing;
  }

  // Where a curve is not finite without a break: [first step, last step]. A missing value is no such place.
  function lost({ steps, values }) {
    const runs = [];
    let open = false;
    steps.forEach((step, i) => {
      const bad = values[i] !== null && !Number.isFinite(real(values[i]));
      if (bad && open) runs.at(-1)[1] = step;
      else if (bad) runs.push([step, step]);
      open = bad;
    });
    return runs.slice(0, 50);
  }

  // What a curve is called and holds at the cursor, each with a stroke as in the chart.
  function legend(series, cursor) {
    return html(
      "ul",
      { class: "legend" },
      series.map((one, k) => {
        const i = one.steps.indexOf(cursor);
        const stroke = svg(
          "svg",
          { width: 22, height: 8, "aria-hidden": "true", class: `series s${(one.style ?? k) % STYLES}` },
          svg("path", { class: "stroke", d: "M0 4H22" }),
        );
        return html(
          "li",
          {},
          stroke,
          html("span", { class: "name" }, one.name),
          i < 0 ? null : html("b", {}, backlight.format.number(one.values[i])),
        );
      }),
    );
  }

  // A curve as small as a word, logarithmic where it spans more than two decades.
  function sparkline(steps, values, cursor, width = 76, height = 20) {
    const numbers = values.map(real);
    const fit = numbers.filter(Number.isFinite);
    const low = Math.min(...fit),
      high = Math.max(...fit);
    const { place } = axis(numbers, low > 0 && high / low > 100, 2);
    const x = (i) =>
      steps.length > 1 ? 2 + ((width - 4) * (steps[i] - steps[0])) / (steps.at(-1) - steps[0]) : width / 2;
    const y = (value) => {
      const share = place(value);
      return share === undefined ? undefined : height - 2 - (height - 4) * share;
    };
    const drawing = svg("svg", {
      class: "spark series s0",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "aria-hidden": "true",
    });
    if (!fit.length) return drawing;
    drawing.append(svg("path", { class: "stroke", d: path(numbers.map((value, i) => [x(i), y(value)])) }));
    const i = steps.indexOf(cursor);
    if (i >= 0 && y(numbers[i]) !== undefined)
      drawing.append(svg("circle", { class: "dot", cx: x(i), cy: y(numbers[i]), r: 2.5 }));
    return drawing;
  }

  // Counts as bars, the number zero marked where it lies inside.
  function bars({ counts, low, high }, width, height, kind) {
    const most = Math.max(...counts, 1);
    const each = width / counts.length;
    const drawing = svg("svg", {
      class: `bars ${kind}`,
      width,
      height: height + 18,
      viewBox: `0 0 ${width} ${height + 18}`,
      role: "img",
      "aria-label": t("parameters.histogram"),
    });
    counts.forEach((n, k) => {
      const tall = n ? Math.max(1.5, (n / most) * (height - 2)) : 0;
      const [from, to] = [k, k + 1].map((i) => brief(low + ((high - low) * i) / counts.length));
      const rectangle = { x: k * each + 0.5, y: height - tall, width: each - 1, height: tall, rx: 1 };
      drawing.append(svg("rect", rectangle, svg("title", {}, `${from} … ${to}: ${count(n)}`)));
    });
    drawing.append(svg("path", { class: "axis", d: `M0 ${height}H${width}` }));
    drawing.append(
      svg("text", { x: 0, y: height + 14 }, brief(low)),
      svg("text", { x: width, y: height + 14, "text-anchor": "end" }, brief(high)),
    );
    if (low < 0 && high > 0) {
      const zero = (-low / (high - low)) * width;
      drawing.append(svg("path", { class: "zero", d: `M${zero.toFixed(1)} 0V${height}` }));
      if (zero > 44 && zero < width - 44)
        drawing.append(svg("text", { x: zero, y: height + 14, "text-anchor": "middle" }, "0"));
    }
    return drawing;
  }

  backlight.chart = { curve, legend, sparkline, bars, steer, go, nice, raised };
})();
