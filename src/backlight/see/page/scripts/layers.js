// A graph cut into layers: which layer each item lies in, and in which order, so that few lines cross.
//
// The first half of Sugiyama's method; the other half, the coordinates, is in layout.js. Lines from one place to uses
// in several layers share one trunk of joints, which branches. An item is {half: half its width, height, loose,
// port: "in" | "out" | undefined}; an edge {source, target, from, to, half, height}, where from and to are the places
// at which it must meet its ends, relative to their middles (null: anywhere), and half and height those of its label.
"use strict";
(() => {
  const EFFORT = 150_000; // lines looked at while searching for fewer crossings, so that huge graphs end in time

  /** The layer of every item: as high as its operands allow, then down to its first use if that makes lines shorter. */
  function levels(items, edges) {
    const uses = items.map(() => 0);
    const operands = items.map(() => []);
    for (const { source, target } of edges) {
      uses[source] += 1;
      operands[target].push(source);
    }
    const left = [...uses];
    const order = items.map((_, i) => i).filter((i) => !uses[i]);
    for (const item of order) for (const source of operands[item]) if (!(left[source] -= 1)) order.push(source);
    if (order.length < items.length) throw new Error("the graph has a cycle");
    const ports = items.some((item) => item.port === "in");
    const level = items.map((item) => (ports && item.port !== "in" ? 1 : 0));
    const price = items.map(() => 0);
    for (const item of [...order].reverse()) {
      for (const source of operands[item]) {
        level[item] = Math.max(level[item], level[source] + 1);
        price[item] += uses[source] === 1 ? price[source] : 1;
      }
    }
    const last = items.reduce((most, item, i) => (item.port === "out" ? most : Math.max(most, level[i])), 0) + 1;
    const first = items.map(() => Infinity); // layer of the first use
    for (const item of order) {
      if (items[item].port === "out") level[item] = last;
      else if (items[item].port !== "in" && uses[item] && price[item] <= 1 && first[item] < last)
        level[item] = first[item] - 1;
      for (const source of operands[item]) first[source] = Math.min(first[source], level[item]);
    }
    return level;
  }

  /**
   * The items in layers: {count, level, upper, into, out, trunks, origin, order}. Pieces of line join neighbouring
   * layers; piece e < edges.length is the last stretch of edge e, the one that carries its label, the others are trunk.
   */
  function cut(items, edges) {
    const level = levels(items, edges);
    const cut = {
      items,
      edges,
      count: items.length,
      labelled: edges.length,
      level,
      upper: [],
      into: items.map(() => []),
      out: items.map(() => []),
      trunks: new Map(), // by the place that it comes from: its joints
      from: [], // where a piece must leave its upper end; null: anywhere
    };
    const joint = (trunk, above, from) => {
      const item = level.length,
        piece = cut.upper.length;
      level.push(level[above] + 1);
      cut.upper.push(above);
      cut.from.push(from);
      cut.out[above].push(piece);
      cut.into.push([piece]);
      cut.out.push([]);
      trunk.joints.push(item);
    };
    edges.forEach(() => {
      cut.upper.push(0);
      cut.from.push(null);
    });
    edges.forEach(({ source, target, from }, e) => {
      const key = `${source} ${from}`;
      if (!cut.trunks.has(key)) cut.trunks.set(key, { source, joints: [], edges: [] }); // the edges that branch from it
      const trunk = cut.trunks.get(key);
      const need = level[target] - 1 - level[source];
      while (trunk.joints.length < need) joint(trunk, trunk.joints.at(-1) ?? source, trunk.joints.length ? null : from);
      if (need) trunk.edges.push(e);
      cut.upper[e] = need ? trunk.joints[need - 1] : source;
      cut.from[e] = need ? null : from;
      cut.out[cut.upper[e]].push(e);
      cut.into[target].push(e);
    });
    items.forEach((_, i) => {
      if (cut.into[i].some((e) => edges[e].to !== null)) cut.into[i].sort((a, b) => edges[a].to - edges[b].to);
    });
    cut.order = firstOrder(cut);
    return cut;
  }

  /** Walk from the results to the leaves, operands from left to right: a tree comes out with no crossing. */
  function firstOrder(cut) {
    const order = Array.from({ length: Math.max(...cut.level, -1) + 1 }, () => []);
    const seen = new Set();
    const stack = [];
    for (let i = cut.count - 1; i >= 0; i -= 1) if (!cut.out[i].length) stack.push(i);
    while (stack.length) {
      const item = stack.pop();
      if (seen.has(item)) continue;
      seen.add(item);
      order[cut.level[item]].push(item);
      const { [item]: into } = cut.into;
      for (let k = into.length - 1; k >= 0; k -= 1) stack.push(cut.upper[into[k]]);
    }
    return order;
  }

  /** The pieces between a layer and the next, from left to right. Operands never change places. */
  function pieces(cut, gap) {
    return cut.order[gap + 1].flatMap((item) => cut.into[item]);
  }

  /** Reorder the layers so that few lines cross. */
  function untangle(cut) {
    const size = Math.max(cut.upper.length, 1);
    let best = cut.order.map((row) => [...row]),
      into = cut.into.map((list) => [...list]);
    let fewest = crossings(cut),
      stale = 0;
    for (let sweep = 0; sweep < Math.min(24, EFFORT / size) && fewest && stale < 6; sweep += 1) {
      byMeans(cut, sweep % 2 === 1);
      if (size <= 2000) swapNeighbours(cut);
      const found = crossings(cut);
      stale += 1;
      if (found < fewest) {
        best = cut.order.map((row) => [...row]);
        into = cut.into.map((list) => [...list]);
        fewest = found;
        stale = 0;
      }
    }
    cut.order = best;
    cut.into = into;
    return fewest;
  }

  /** Where a piece starts: the place of its upper end in the layer, finer by where it leaves it. */
  function starts(cut, gap) {
    const place = new Map(cut.order[gap].map((item, i) => [item, i]));
    return (piece) =>
      place.get(cut.upper[piece]) + (cut.from[piece] === null ? 0 : Math.atan(cut.from[piece] / 50) / 4);
  }

  function crossings(cut) {
    let total = 0;
    for (let gap = 0; gap < cut.order.length - 1; gap += 1) {
      const start = starts(cut, gap);
      const ends = []; // of the pieces so far, where each starts in the upper layer, sorted
      for (const piece of pieces(cut, gap)) {
        const at = after(ends, start(piece));
        total += ends.length - at;
        ends.splice(at, 0, start(piece));
      }
    }
    return total;
  }

  /** How many of a sorted list are not greater. */
  function after(list, x) {
    let low = 0,
      high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Sort every layer by the mean place of what its items are joined to, in the layer above or below. */
  function byMeans(cut, downward) {
    const last = cut.order.length - 1;
    for (let k = 1; k <= last; k += 1) {
      const level = downward ? k : last - k;
      const row = cut.order[level];
      let near;
      if (downward) {
        const start = starts(cut, level - 1);
        for (const item of row) {
          if (item < cut.count && cut.items[item].loose) cut.into[item].sort((a, b) => start(a) - start(b));
        }
        near = (item) => cut.into[item].map(start);
      } else {
        const place = new Map(pieces(cut, level).map((piece, i) => [piece, i]));
        near = (item) => cut.out[item].map((piece) => place.get(piece));
      }
      const mean = new Map();
      for (const item of row) {
        const found = near(item);
        if (found.length) mean.set(item, found.reduce((sum, x) => sum + x, 0) / found.length);
      }
      const moved = [...mean.keys()].sort((a, b) => mean.get(a) - mean.get(b))[Symbol.iterator]();
      cut.order[level] = row.map((item) => (mean.has(item) ? moved.next().value : item)); // the others stay
    }
  }

  /** Swap neighbours in a layer as long as that uncrosses lines. */
  function swapNeighbours(cut) {
    for (let round = 0; round < 4; round += 1) {
      let swapped = false;
      cut.order.forEach((row, level) => {
        if (row.length < 2) return;
        const start = level ? starts(cut, level - 1) : null;
        const below = level < cut.order.length - 1 ? new Map(pieces(cut, level).map((piece, i) => [piece, i])) : null;
        const sorted = (list) => list.sort((a, b) => a - b);
        const above = new Map(row.map((item) => [item, start ? sorted(cut.into[item].map(start)) : []]));
        const under = new Map(row.map((item) => [item, below ? sorted(cut.out[item].map((p) => below.get(p))) : []]));
        for (let k = 0; k < row.length - 1; k += 1) {
          const [a, b] = [row[k], row[k + 1]];
          let gain = 0;
          for (const near of [above, under])
            gain += inversions(near.get(a), near.get(b)) - inversions(near.get(b), near.get(a));
          if (gain > 0) {
            [row[k], row[k + 1]] = [b, a];
            swapped = true;
          }
        }
      });
      if (!swapped) return;
    }
  }

  /** How many pairs are in the wrong order, of two sorted lists that should stand left and right. */
  function inversions(left, right) {
    let total = 0;
    for (const x of right) total += left.length - after(left, x);
    return total;
  }

  backlight.layers = { cut, untangle, pieces };
})();
