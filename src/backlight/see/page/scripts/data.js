// The record by step and position: which events have happened, and what value and gradient stands where by then.
"use strict";
(() => {
  let known = new Map(); // by step: its events and what follows from them
  let shapes = new Map(); // by graph: its edges by node

  const record = () => backlight.store.get().record;
  const detail = (step) => record().steps[step];
  const graph = (step) => record().graphs[detail(step).graph];

  function forget() {
    known = new Map();
    shapes = new Map();
  }

  /** The edges into and out of every node of a step's graph: {into: [[edge, …], …], out: [[edge, …], …]}. */
  function edges(step) {
    const number = detail(step).graph;
    if (!shapes.has(number)) {
      const { nodes, edges } = graph(step);
      const into = nodes.map(() => []);
      const out = nodes.map(() => []);
      for (const edge of edges) {
        into[edge.target].push(edge);
        out[edge.source].push(edge);
      }
      for (const list of into) list.sort((a, b) => a.position - b.position);
      shapes.set(number, { into, out });
    }
    return shapes.get(number);
  }

  /**
   * What is known of a step: `events`, each {kind: "forward", node} or {kind: "backward", node, edges}; by node, the
   * position at which its value is there (`valued`) and at which it fires (`fired`); by edge, the position at which its
   * contribution has arrived (`arrived`); by node, the edges that bring contributions, as they arrive (`incoming`).
   */
  function course(step) {
    if (!known.has(step)) {
      const G = graph(step);
      const backward = detail(step).backward || G.backward || [];
      const events = G.forward.map((node) => ({ kind: "forward", node }));
      for (const [node, edges] of backward) events.push({ kind: "backward", node, edges });
      const valued = new Array(G.nodes.length).fill(Infinity);
      const fired = new Array(G.nodes.length).fill(Infinity);
      const arrived = new Array(G.edges.length).fill(Infinity);
      const incoming = G.nodes.map(() => []);
      events.forEach((event, at) => {
        if (event.kind === "forward") {
          valued[event.node] = at + 1;
          return;
        }
        fired[event.node] = at + 1;
        for (const edge of event.edges) {
          arrived[edge] = at + 1;
          incoming[G.edges[edge].source].push(edge);
        }
      });
      known.set(step, { events, valued, fired, arrived, incoming, forward: G.forward.length });
    }
    return known.get(step);
  }

  const events = (step) => course(step).events;

  /** The value of a node (as the record has it: {v: …} or {s: …}), or null where it is not known. */
  function value(step, node) {
    return detail(step).values[node];
  }

  /** What an edge has brought back by a position, or null. */
  function contribution(step, edge, position = Infinity) {
    return course(step).arrived[edge] <= position ? detail(step).contributions[edge] : null;
  }

  /**
   * The gradient of a node by a position: {sum, arrived, of, edges, complete}, or null if nothing has come or will
   * come, and of an operation with several outputs, which have a gradient each. `sum` is null where a part of the sum
   * cannot be told, as of large tensors. `edges` are those that have arrived.
   */
  function gradient(step, node, position = Infinity) {
    if (graph(step).nodes[node].kind === "several") return null;
    const { incoming, arrived, fired, forward } = course(step);
    const whole = detail(step).gradients[node];
    const of = incoming[node].length;
    const come = incoming[node].filter((edge) => arrived[edge] <= position);
    const begun = position > forward;
    const complete = begun && whole !== null && come.length === of && (of > 0 || fired[node] <= position);
    if (complete) return { sum: whole, arrived: of, of, edges: come, complete };
    if (!come.length) return null;
    const parts = come.map((edge) => detail(step).contributions[edge]);
    return { sum: add(parts, graph(step).nodes[node].dtype), arrived: come.length, of, edges: come, complete };
  }

  const ROUND = { float32: Math.fround, float64: (x) => x, float16: Math.f16round };

  /** The sum of small tensors, in their order and in their precision; null if it cannot be told. */
  function add(parts, dtype) {
    if (parts.length === 1) return parts[0];
    const round = ROUND[dtype];
    if (!round || parts.some((part) => !part || !("v" in part))) return null;
    const sum = (a, b) => word(round(round(float(a)) + round(float(b)))); // a record tells the shortest decimals
    const plus = (a, b) => (Array.isArray(a) ? a.map((one, i) => plus(one, b[i])) : sum(a, b));
    return { v: parts.map((part) => part.v).reduce(plus) };
  }

  /** A number of the record as a number: "NaN", "Infinity" and "-Infinity" are words there. */
  function float(x) {
    return typeof x === "number" ? x : Number(x);
  }

  function word(x) {
    return Number.isFinite(x) ? x : String(x);
  }

  /** All numbers of a {v: …} in a row. */
  function flat(values) {
    return [values.v].flat(Infinity).map(float);
  }

  /** How large a tensor is, for widths and colours: {size, sign}; sign is +1, −1, or 0 where it is mixed or zero. */
  function magnitude(values) {
    if (!values) return { size: 0, sign: 0 };
    if (!("v" in values)) {
      const [least, most, , , norm] = values.s.map((x) => (x === null ? NaN : float(x)));
      return {
        size: norm / Math.sqrt(values.size) || 0,
        sign: least >= 0 && most > 0 ? 1 : most <= 0 && least < 0 ? -1 : 0,
      };
    }
    const numbers = flat(values);
    const square = numbers.reduce((sum, x) => sum + x * x, 0);
    const sign = numbers.every((x) => x >= 0) ? 1 : numbers.every((x) => x <= 0) ? -1 : 0;
    return { size: Math.sqrt(square / (numbers.length || 1)), sign: square ? sign : 0 };
  }

  // From one graph to another -----------------------------------------------------------------------------------------

  /** The node, edge or module of another graph that does what the chosen one does in this, or null. */
  function counterpart(selection, before, after) {
    if (!after) return null;
    if (selection.module !== undefined) return selection.module in after.modules ? selection : null;
    if (selection.node !== undefined) {
      const node = nodeLike(selection.node, before, after);
      return node === selection.node ? selection : node === null ? null : { node };
    }
    if (!before.edges[selection.edge]) return null;
    const { target, position } = before.edges[selection.edge];
    const node = nodeLike(target, before, after);
    const edge = after.edges.find((one) => one.target === node && one.position === position);
    return edge?.id === selection.edge ? selection : edge ? { edge: edge.id } : null;
  }

  /** Of the nodes made in the same place, the same in order; otherwise, of the same module or name. */
  function nodeLike(id, before, after) {
    const one = before.nodes[id];
    if (!one) return null;
    for (const names of [["op", "module", "name", "place"], one.module || one.name ? ["op", "module", "name"] : []]) {
      const word = (node) => String(names.map((name) => node[name]));
      const like = ({ nodes }) => nodes.filter((node) => names.length && word(node) === word(one));
      const found = like(after)[like(before).indexOf(one)];
      if (found) return found.id;
    }
    return null;
  }

  backlight.data = {
    counterpart,
    record,
    detail,
    graph,
    edges,
    course,
    events,
    value,
    contribution,
    gradient,
    add,
    flat,
    magnitude,
    forget,
  };
})();
