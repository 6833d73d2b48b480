// The operations of a graph as a tree: modules as they were called, repeats as stacks, long lists with "+n more".
//
// Every group holds a stretch of the operations in the order of the forward pass, so however groups are closed, what is
// drawn has no cycles. A module that is called five times, with other operations between, is five groups.
"use strict";
(() => {
  const FIRST = 40; // boxes in the first view
  const CALM = 16; // if modules are open that hold no others
  const LONG = 36; // boxes in one group; what is between its ends goes into a group of its own
  const END = 12; // boxes before that, and after it
  const trees = new WeakMap();

  /** The tree of a graph: {root, groups: by key, home: by node its group, uses: by node how often it is used}. */
  function of(graph) {
    if (!trees.has(graph)) trees.set(graph, grow(graph));
    return trees.get(graph);
  }

  function group(kind, parent, key, more) {
    return { kind, parent, key, path: "", name: "", type: "", children: [], ...more };
  }

  function grow(graph) {
    const { nodes } = graph;
    // Leaves, constants and single outputs of an operation are no operations: they stand with what uses them.
    const isOperation = nodes.map((node) => node.kind !== "leaf" && node.kind !== "constant" && node.op !== "pick");
    const root = calls(graph, isOperation);
    if (nodes.length > FIRST) {
      stack(graph, root);
      abridge(root, weights(graph, isOperation));
    }
    const home = new Array(nodes.length).fill(root);
    const groups = new Map();
    index(root, home, groups, 0);
    plant(graph, isOperation, home);
    strip(root, home, groups);
    count(graph, root);
    const uses = nodes.map(() => 0);
    for (const { source } of graph.edges) uses[source] += 1;
    return { root, home, groups, uses };
  }

  /** The tree of calls: a group for every stretch of operations of one module. */
  function calls({ nodes, forward, modules }, isOperation) {
    const root = group("root", null, "");
    const calls = new Map();
    let open = [root];
    for (const node of forward) {
      if (!isOperation[node]) continue;
      const { module } = nodes[node];
      const parts = module ? module.split(".") : [];
      let depth = 1;
      while (depth < open.length && depth <= parts.length && open[depth].name === parts[depth - 1]) depth += 1;
      open = open.slice(0, depth);
      for (; depth <= parts.length; depth += 1) {
        const parent = open[depth - 1];
        const path = parts.slice(0, depth).join(".");
        const call = (calls.get(path) ?? 0) + 1;
        calls.set(path, call);
        const key = call > 1 ? `${path}#${call}` : path;
        const one = group("module", parent, key, { path, name: parts[depth - 1], type: modules[path] ?? "", call });
        parent.children.push(one);
        open.push(one);
      }
      open[depth - 1].children.push(node);
    }
    merge(root);
    return root;
  }

  /** A list of modules that holds but one, is that one. */
  function merge(parent) {
    parent.children = parent.children.map((child) => {
      while (
        typeof child === "object" &&
        !child.type &&
        child.children.length === 1 &&
        typeof child.children[0] === "object"
      ) {
        const [inner] = child.children;
        Object.assign(inner, { parent, name: `${child.name}.${inner.name}` });
        child = inner;
      }
      return child;
    });
    for (const child of parent.children) if (typeof child === "object") merge(child);
  }

  // Repeats -----------------------------------------------------------------------------------------------------------

  /** What makes two children alike: the operation and where in the program it stands; the class and what is in it. */
  function sign({ nodes }, child) {
    if (typeof child === "number") {
      const { op, label, place, kind } = nodes[child];
      return `${op}|${label}|${place ? place.join() : ""}|${kind === "result" ? child : ""}`;
    }
    if (child.sign === undefined) {
      const text = child.children.map((one) => sign({ nodes }, one)).join(" ");
      child.sign = `${child.kind}|${child.type}|${child.repeat ?? ""}|${text.length}|${hash(text)}`;
    }
    return child.sign;
  }

  function hash(text) {
    let h = 0;
    for (let i = 0; i < text.length; i += 1) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
    return h;
  }

  /** Put what repeats at least three times on end into a stack; loops inside of loops first. */
  function stack(graph, parent) {
    parent.children = parent.children.map((child) => {
      if (typeof child !== "object") return child;
      stack(graph, child);
      const [inner] = child.children;
      if (child.type || child.children.length > 1 || inner.kind !== "stack") return child;
      return Object.assign(inner, { parent, name: child.name }); // a list of modules that is but one stack
    });
    for (let pass = 0; pass < 4; pass += 1) {
      const found = repeats(parent.children.map((child) => sign(graph, child)));
      if (!found.some(({ times }) => times)) break;
      parent.children = found.map(({ start, period, times }) => {
        if (!times) return parent.children[start];
        return pile(parent, parent.children.slice(start, start + period * times), period, times, start);
      });
    }
  }

  /** Cut a list of words into single ones and into what repeats: [{start}, {start, period, times}, …]. */
  function repeats(words) {
    const next = new Array(words.length).fill(Infinity); // where the same word comes again
    const last = new Map();
    for (let i = words.length - 1; i >= 0; i -= 1) {
      next[i] = last.get(words[i]) ?? Infinity;
      last.set(words[i], i);
    }
    const found = [];
    for (let start = 0; start < words.length;) {
      let best = null;
      let at = next[start];
      for (let tries = 0; tries < 4 && at - start <= 400 && !best; tries += 1, at = next[at]) {
        const period = at - start;
        let length = 0;
        while (words[start + length] !== undefined && words[start + length] === words[start + length + period])
          length += 1;
        const times = Math.floor(length / period) + 1;
        if (times >= 4 || (times === 3 && words[start].startsWith("module"))) best = { start, period, times };
      }
      found.push(best ?? { start });
      start += best ? best.period * best.times : 1;
    }
    return found;
  }

  function pile(parent, children, period, times, start) {
    const [first] = children;
    const alone = period === 1 && typeof first === "object" && first.kind === "module";
    const base = alone ? first.key : `${parent.key}:${start}`;
    const whole = group("stack", parent, `${base}×${times}`, { repeat: times, path: alone ? "" : parent.path });
    for (let k = 0; k < times; k += 1) {
      const part = children.slice(k * period, (k + 1) * period);
      if (period === 1) {
        whole.children.push(part[0]);
        if (typeof part[0] === "object") part[0].parent = whole;
        continue;
      }
      const round = group("round", whole, `${whole.key}:${k}`, { number: k + 1, of: times, path: parent.path });
      round.children = part;
      for (const child of part) if (typeof child === "object") child.parent = round;
      whole.children.push(round);
    }
    return whole;
  }

  // Long lists --------------------------------------------------------------------------------------------------------

  /** How many boxes each operation brings: its own, and those of its leaves and constants. */
  function weights({ nodes, edges }, isOperation) {
    const weights = nodes.map(() => 1);
    for (const { source, target } of edges) if (!isOperation[source]) weights[target] += 1;
    return weights;
  }

  /** Leave the ends of a long group in sight; what is between goes into groups that open into more groups. */
  function abridge(parent, weights) {
    const { children } = parent;
    const weigh = (child) => (typeof child === "object" ? 1 : weights[child]);
    for (const child of children) if (typeof child === "object") abridge(child, weights);
    if (children.reduce((sum, child) => sum + weigh(child), 0) <= LONG) return;
    let start = 0,
      end = children.length;
    for (let sum = 0; sum < END; start += 1) sum += weigh(children[start]);
    for (let sum = 0; sum < END; end -= 1) sum += weigh(children[end - 1]);
    if (end - start < 3) return;
    const rest = bundle(parent, children.slice(start, end), start, true, weigh);
    parent.children = [...children.slice(0, start), rest, ...children.slice(end)];
  }

  function bundle(parent, children, start, rest, weigh) {
    const more = group("more", parent, `${parent.key}…${start}`, { start, rest, path: parent.path });
    const weight = children.reduce((sum, child) => sum + weigh(child), 0);
    if (weight <= LONG || children.length < 4) more.children = children;
    else {
      const size = Math.ceil(children.length / Math.min(16, Math.ceil(weight / END)));
      for (let at = 0; at < children.length; at += size) {
        more.children.push(bundle(more, children.slice(at, at + size), start + at, false, weigh));
      }
    }
    for (const child of more.children) if (typeof child === "object") child.parent = more;
    return more;
  }

  // Leaves, outputs and sums ------------------------------------------------------------------------------------------

  function index(one, home, groups, depth) {
    one.depth = depth;
    groups.set(one.key, one);
    for (const child of one.children) {
      if (typeof child === "object") index(child, home, groups, depth + 1);
      else home[child] = one;
    }
  }

  /**
   * Leaves and constants stand in the innermost group that holds all their uses; outputs too, if that is within the
   * group of their operation: those of a module stay with it.
   */
  function plant({ nodes, edges, forward }, isOperation, home) {
    const operation = nodes.map(() => null); // of an output
    for (const { source, target } of edges) if (nodes[target].op === "pick") operation[target] = source;
    const place = new Array(nodes.length).fill(null);
    for (const { source, target } of edges) {
      if (!isOperation[source]) place[source] = common(place[source], home[target]);
    }
    const settle = (node) => {
      let found = place[node] ?? home[node];
      while (found.kind === "stack" || found.kind === "more") found = found.parent; // what all rounds use
      if (operation[node] === null) return found;
      const given = home[operation[node]];
      return common(given, found) === given ? found : given;
    };
    const planted = new Map();
    for (const node of forward) {
      if (isOperation[node]) continue;
      home[node] = settle(node);
      const list = planted.get(home[node]) ?? [];
      list.push(node);
      planted.set(home[node], list);
    }
    for (const [one, leaves] of planted) one.children = [...leaves, ...one.children];
  }

  /** A module of one operation alone, as an activation, is that operation. */
  function strip(parent, home, groups) {
    parent.children = parent.children.map((child) => {
      if (typeof child !== "object") return child;
      strip(child, home, groups);
      const [only] = child.children;
      if (child.kind !== "module" || child.children.length > 1 || typeof only === "object") return child;
      groups.delete(child.key);
      home[only] = parent;
      return only;
    });
  }

  function common(a, b) {
    if (!a) return b;
    while (a !== b) {
      if (a.depth >= b.depth) a = a.parent;
      else b = b.parent;
    }
    return a;
  }

  /** How many operations and parameters every group holds, and all of its nodes. */
  function count({ nodes }, one) {
    one.nodes = [];
    for (const child of one.children) {
      if (typeof child === "number") one.nodes.push(child);
      else {
        count({ nodes }, child);
        for (const node of child.nodes) one.nodes.push(node);
      }
    }
    const ofKind = (kinds) => one.nodes.filter((node) => kinds.includes(nodes[node].kind)).length;
    one.leaves = ofKind(["leaf"]);
    one.operations = one.nodes.length - ofKind(["leaf", "constant"]);
  }

  /**
   * The groups that are open at first: from outside in, level by level, as long as there are not too many boxes. Of a
   * level that is too much the first ones are open, to show what is in them.
   *
   * Arguments: fits(open), whether what is drawn then can be read; the outermost modules are not asked about.
   */
  function opening(graph, fits = () => true) {
    const { root } = of(graph);
    let open = new Set([root.key]);
    let boxes = root.children.length;
    const modules = (one) => one.children.filter((child) => typeof child === "object" && child.kind === "module");
    const grow = (list, most, outermost) => {
      const more = list.reduce((sum, one) => sum + one.children.length - 1, 0);
      const grown = new Set([...open, ...list.map((one) => one.key)]);
      if (boxes + more > most || !(outermost || fits(grown))) return false;
      boxes += more;
      open = grown;
      return true;
    };
    const simple = [];
    for (let level = [root]; level.length;) {
      const inner = level.flatMap(modules);
      simple.push(...inner.filter((one) => !one.children.some((child) => typeof child === "object")));
      const next = inner.filter((one) => !simple.includes(one));
      if (!grow(next, FIRST, level.includes(root))) {
        next.every((one) => grow([one], FIRST, false));
        return open;
      }
      level = next;
    }
    grow(simple, CALM, false);
    return open;
  }

  /** The box that stands for a node when these groups are open: a node's number, or a closed group. */
  function box(tree, open, node) {
    let shown = node;
    for (let one = tree.home[node]; one; one = one.parent) if (!open.has(one.key)) shown = one;
    return shown;
  }

  backlight.tree = { of, opening, box };
})();
