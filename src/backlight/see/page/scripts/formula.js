// Formulas with numbers in the place of letters: "x × y" with x = 3 and y = −2 is "3 × (−2)".
"use strict";
(() => {
  const { number, real, flat, single, sizeOf } = backlight.format;

  const FEW = 6; // so many entries of an elementwise operation are written out

  // What the formula calls the operand of an edge: "x" in "∂(x × y)/∂x = y".
  function letter(edge) {
    const found = /\/∂([^\s:=]+)/.exec(edge.formula);
    return found ? found[1] : `x${edge.position}`;
  }

  // What stands behind "=" in a local derivative; "" where it says how the gradient goes through instead.
  function derivative(edge) {
    const found = /\/∂[^\s:=]+ = (.+)$/.exec(edge.formula); // what follows may have more signs of equality
    return found ? found[1] : "";
  }

  // Replace the letters by their numbers; undefined if a letter is left whose number is asked for and not known.
  function substitute(text, numbers) {
    const put = (name, at, length) => {
      const value = numbers[name];
      const before = text.slice(0, at),
        after = text.slice(at + length);
      const written = number(value);
      const alone = before.endsWith("(") && after.startsWith(")");
      const bound = /[²³⁰-⁹ⁿ⁺⁻ᵀᵏˣʸ]/.test(after[0] ?? "") && /[^\d]/.test(written);
      const inner = (written.startsWith("−") || bound) && !alone ? `(${written})` : written;
      return (/\d$/.test(before) ? "·" : "") + inner;
    };
    return text
      .replace(/[A-Za-zΑ-ω_][\w]*/g, (name, at) => (Object.hasOwn(numbers, name) ? put(name, at, name.length) : name))
      .replace(/[ˣʸ]/g, (small) => {
        const name = { ˣ: "x", ʸ: "y" }[small];
        return Object.hasOwn(numbers, name) ? `^${number(numbers[name])}` : small;
      });
  }

  // Where entry k of an array of shape `whole` lies in one of shape `part` that is broadcast to it.
  function broadcast(k, whole, part) {
    let at = 0,
      factor = 1;
    for (let axis = whole.length - 1, other = part.length - 1; axis >= 0; axis--, other--) {
      const index = k % whole[axis];
      k = Math.floor(k / whole[axis]);
      if (other < 0) continue;
      if (part[other] !== 1) at += index * factor;
      factor *= part[other];
    }
    return at;
  }

  // Whether entry i of the result depends on entry i of the operand alone, as the local derivative of this step shows.
  function pointwise(table, whole, part) {
    return table.every((row, i) => row.every((x, k) => real(x) === 0 || k === broadcast(i, whole, part)));
  }

  // The formula of a node with its numbers, a line for each entry: [["3 × 2", 6], …]; [] where there is none.
  function written(step, node) {
    const { nodes } = backlight.data.graph(step);
    const out = backlight.data.value(step, node);
    const { formula, shape } = nodes[node];
    if (!formula || !out || out.v === undefined || !shape) return [];
    const edges = backlight.data.edges(step).into[node];
    const operands = edges.map((edge) => ({
      edge,
      name: letter(edge),
      values: backlight.data.value(step, edge.source),
      shape: nodes[edge.source].shape ?? [],
    }));
    if (!operands.length || operands.some(({ values }) => !values || values.v === undefined)) return [];
    const results = flat(out.v);
    if (operands.some(({ name }) => substitute(formula, { [name]: 7 }) === formula)) return [];
    if (results.length === 1 && operands.every(({ values }) => single(values) !== undefined)) {
      const numbers = Object.fromEntries(operands.map(({ name, values }) => [name, single(values)]));
      return [[substitute(formula, numbers), results[0]]];
    }
    if (results.length > FEW) return [];
    const added = sum(nodes[node], operands, results) ?? product(nodes[node], operands, results);
    if (added) return added;
    const { jacobians } = backlight.data.detail(step);
    const fits = ({ edge, shape: part, values }) => {
      const table = jacobians[edge.id];
      return flat(values.v).length <= results.length && (table ? pointwise(table, shape, part) : sizeOf(part) === 1);
    };
    if (!operands.every(fits)) return [];
    return results.map((result, k) => {
      const numbers = Object.fromEntries(
        operands.map(({ name, values, shape: part }) => [name, flat(values.v)[broadcast(k, shape, part)]]),
      );
      return [substitute(formula, numbers), result];
    });
  }

  function plus(parts) {
    return parts
      .map((x, k) => (k && !String(x).startsWith("−") ? ` + ${x}` : k ? ` − ${String(x).slice(1)}` : x))
      .join("");
  }

  // Σ(x) and mean(x) of a few numbers.
  function sum({ op }, operands, results) {
    if (results.length !== 1 || !["sum", "mean"].includes(op)) return null;
    const all = flat(operands[0].values.v);
    if (all.length > FEW) return null;
    const text = plus(all.map(number));
    return [[op === "mean" ? `(${text})/${all.length}` : text, results[0]]];
  }

  // x @ y of small matrices and vectors.
  function product({ op, formula }, operands, results) {
    if (formula !== "x @ y" || operands.length !== 2) return null;
    const [x, y] = operands.map(({ values }) => values.v);
    if (!Array.isArray(x) || !Array.isArray(y) || Array.isArray(x[0]?.[0]) || Array.isArray(y[0]?.[0])) return null;
    const rows = Array.isArray(x[0]) ? x : [x];
    const columns = Array.isArray(y[0]) ? y[0].map((_, k) => y.map((row) => row[k])) : [y];
    if (rows[0].length > 4 || rows.length * columns.length !== results.length) return null;
    const times = (a, b) => `${number(a)}·${real(b) < 0 ? `(${number(b)})` : number(b)}`;
    return rows.flatMap((row, i) =>
      columns.map((column, k) => [plus(row.map((a, n) => times(a, column[n]))), results[i * columns.length + k]]),
    );
  }

  // The local derivative of an edge with its numbers, where it is one number: "2x = 2·3"; "" where nothing is replaced.
  function local(step, edge) {
    const text = derivative(edge);
    const numbers = {};
    for (const other of backlight.data.edges(step).into[edge.target]) {
      const value = single(backlight.data.value(step, other.source));
      if (value !== undefined) numbers[letter(other)] = value;
    }
    const out = single(backlight.data.value(step, edge.target));
    if (out !== undefined) numbers.out = out;
    const result = substitute(text, numbers);
    return result === text ? "" : result;
  }

  backlight.formula = { letter, derivative, substitute, written, local };
})();
