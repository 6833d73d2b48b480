// Numbers, shapes and values as short text, and the sign of a number as a class: with these the whole page writes.
"use strict";
(() => {
  const WORDS = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

  // A record's number as a JavaScript number: what is not finite comes as a word, a complex number as its size.
  function real(x) {
    if (typeof x === "number") return x;
    if (typeof x === "boolean") return Number(x);
    if (typeof x !== "string") return NaN;
    if (x in WORDS) return WORDS[x];
    const parts = /^\(?([-+]?[^j]*?)([-+](?:[\d.]+(?:e[-+]?\d+)?|nan|inf))j\)?$/i.exec(x);
    return parts ? Math.hypot(Number(parts[1]) || 0, Number(parts[2])) : Number(x.replace(/[()j]/g, ""));
  }

  // As a student reads it: exact when short, otherwise four significant digits; −, not a hyphen.
  function number(x) {
    if (x === null || x === undefined) return "–";
    if (typeof x === "boolean") return x ? "True" : "False";
    if (typeof x === "string" && !(x in WORDS)) {
      return x
        .replace(/[()]/g, "")
        .replace(/\d*\.?\d+(e[-+]?\d+)?/gi, (part) => number(Number(part)))
        .replace(/-/g, "−");
    }
    x = real(x);
    if (Number.isNaN(x)) return "NaN";
    const size = Math.abs(x);
    if (size === Infinity) return x > 0 ? "∞" : "−∞";
    let text = String(x);
    if (text.replace(/^-/, "").length > 6 && !(Number.isInteger(x) && size < 1e9)) {
      if (size >= 1000 && size < 1e6) text = x.toFixed(1);
      else if (size >= 1e-4 && size < 1000) text = String(Number(x.toPrecision(4)));
      else text = x.toExponential(3).replace(/\.?0+e/, "e");
    }
    return text.replace("e+", "e").replace(/-/g, "−");
  }

  // All digits of a number, or of small values, for a title; undefined where the text that is shown tells them all.
  function exact(x, shown = number(x)) {
    if (known(x) && typeof x === "object") {
      return x.v === undefined ? undefined : nested(x.v, (one) => exact(one, "") ?? number(one));
    }
    if (typeof x !== "number") return undefined;
    const text = String(x).replace("e+", "e").replace(/-/g, "−");
    return text === shown.replace("+", "") ? undefined : text;
  }

  // With its sign, as a contribution is written: +0.21, −0.05, 0.
  function signed(x, write = number) {
    return (real(x) > 0 ? "+" : "") + write(x);
  }

  // Three significant digits, for statistics and axes.
  function brief(x) {
    const value = real(x);
    if (!Number.isFinite(value) || typeof x === "string") return number(x);
    const size = Math.abs(value);
    if (size > 0 && size < 1e-3)
      return value
        .toExponential(2)
        .replace(/\.?0*e/, "e")
        .replace(/-/g, "−");
    return number(Number(value.toPrecision(3)));
  }

  function count(n) {
    return Number(n).toLocaleString("en-US");
  }

  function shape(list) {
    return list && list.length ? list.join("×") : "";
  }

  function sizeOf(list) {
    return (list ?? []).reduce((product, length) => product * length, 1);
  }

  // "positive", "negative", "zero" or "nonfinite": a class, beside the sign that the text itself carries.
  function sign(x) {
    x = real(x);
    if (!Number.isFinite(x)) return "nonfinite";
    return x > 0 ? "positive" : x < 0 ? "negative" : "zero";
  }

  // All numbers of nested lists, in order.
  function flat(nested) {
    return Array.isArray(nested) ? nested.flat(Infinity) : [nested];
  }

  function known(values) {
    return values !== null && values !== undefined;
  }

  // The one number that values consist of; undefined if they are more, or not kept in full.
  function single(values) {
    if (!known(values) || values.v === undefined) return undefined;
    const all = flat(values.v);
    return all.length === 1 ? all[0] : undefined;
  }

  // The square root of the sum of squares.
  function norm(values) {
    if (!known(values)) return NaN;
    if (values.s) return real(values.s[4]);
    return Math.hypot(...flat(values.v).map(real));
  }

  function nested(v, write) {
    return Array.isArray(v) ? `[${v.map((x) => nested(x, write)).join(", ")}]` : write(v);
  }

  // As many numbers of a list as fit, at least one.
  function begun(all, room) {
    let text = number(all[0]);
    for (let k = 1; k < all.length && text.length + number(all[k]).length + 2 <= room; k++)
      text += `, ${number(all[k])}`;
    return text;
  }

  // One short line: the values themselves where they fit, as many whole numbers as fit, otherwise what is typical.
  function values(values, room = 28, write = number) {
    if (!known(values)) return "–";
    if (values.v !== undefined) {
      const text = nested(values.v, write);
      if (text.length <= room) return text;
      const all = flat(values.v);
      if (all.every((x) => typeof x === "boolean" || Number.isInteger(x))) return `[${begun(all, room - 5)}, …]`;
      return `‖·‖ ${brief(norm(values))}`;
    }
    const [low, high, mean, deviation, , , nonfinite] = values.s;
    const bad = nonfinite ? `⚠ ${count(nonfinite)} ` : "";
    if (low === null) return `${bad}NaN`;
    return bad + (low === high ? `= ${brief(low)}` : `${brief(mean)} ± ${brief(deviation)}`);
  }

  function nonfinite(values) {
    if (!known(values)) return 0;
    return values.s ? values.s[6] : flat(values.v).filter((x) => !Number.isFinite(real(x))).length;
  }

  // Sixteen counts between the lowest and the highest value, from the record or from the values themselves.
  function histogram(values) {
    if (!known(values)) return null;
    if (values.s) return values.h ? { counts: values.h, low: real(values.s[0]), high: real(values.s[1]) } : null;
    const all = flat(values.v).map(real).filter(Number.isFinite);
    const low = Math.min(...all),
      high = Math.max(...all);
    if (!(high > low)) return null;
    const counts = new Array(16).fill(0);
    for (const x of all) counts[Math.min(15, Math.floor(((x - low) / (high - low)) * 16))] += 1;
    return { counts, low, high };
  }

  backlight.format = {
    real,
    number,
    exact,
    signed,
    brief,
    count,
    shape,
    sizeOf,
    sign,
    flat,
    known,
    single,
    norm,
    values,
    nonfinite,
    histogram,
  };
})();
