// Where everything goes in one frame: items in layers, every edge label in a place of its own, lines that touch no box.
//
// Between two layers of items lies a layer of edge labels, laid out like items, so that labels overlap nothing.
// Positions across the layers are found by least squares: each line is a spring, and each layer in turn is put at rest
// exactly. Everything is worked out as if values flowed down; frames.js changes the axes for "right".
"use strict";
(() => {
  const { layers } = backlight;

  const ITEM = 13,
    LABEL = 7,
    LINE = 7; // free space on either side of each, across the flow
  const NEAR = 10,
    FAR = 48; // space between layers, along the flow: straight lines need little, slanted ones more
  const TIP = 8; // the straight end of a line, for the head of its arrow
  const REACH = 14; // from the middle of a label to where a line meets it, at most
  const INSIDE = 5; // a line that crosses a label slantwise leaves it so far from its ends
  const SLANTED = 0.3; // how much of its way across a slanted line goes while it passes the labels beside it
  const PORT = 40,
    CORNER = 16; // the most between two lines that meet one box, the least from its corners
  const EFFORT = 120_000; // cells put at rest, so that huge graphs end in time

  /**
   * {boxes: [x, y], labels: [x, y], lines: [points], trunks: [{source, edges, line}], width, height} of a frame.
   * A point is [x, y], where a line runs along the flow, or [x, y, slope]: how far it goes across for each step along.
   */
  function lay(items, edges) {
    const cut = layers.cut(items, edges);
    layers.untangle(cut);
    const cells = cellsOf(cut);
    const links = linksOf(cut, cells);
    const x = across(cut, cells, links);
    return along(cut, cells, links, x);
  }

  /** Half the width of every cell: the items and joints, then the pieces, as seen in the layers of labels. */
  function cellsOf(cut) {
    const { items, edges, level, upper } = cut;
    const first = level.length; // the cell of piece 0
    const half = new Float64Array(first + upper.length);
    const height = new Float64Array(half.length);
    const margin = new Float64Array(half.length).fill(LINE);
    items.forEach((item, i) => {
      half[i] = item.half;
      height[i] = item.height;
      margin[i] = item.port ? LINE : ITEM;
    });
    edges.forEach((edge, e) => {
      half[first + e] = edge.half;
      height[first + e] = edge.height;
      if (edge.half) margin[first + e] = LABEL;
    });
    return { first, half, height, margin };
  }

  /** For every cell, what it is joined to above and below: [cell, where the line meets it, how stiff the line is]. */
  function linksOf(cut, { first, half }) {
    const above = Array.from(half, () => []);
    const below = Array.from(half, () => []);
    for (let level = 0; level < cut.order.length - 1; level += 1) {
      const place = new Map(layers.pieces(cut, level).map((piece, i) => [piece, i]));
      for (const item of cut.order[level]) {
        const leaving = [...cut.out[item]].sort((a, b) => place.get(a) - place.get(b));
        const spread = ports(leaving.length, half[item]);
        leaving.forEach((piece, k) => {
          const port = cut.from[piece] ?? spread[k];
          const stiff = stiffness(cut, item, piece);
          below[item].push([first + piece, -port, stiff]);
          above[first + piece].push([item, port, stiff]);
        });
      }
      for (const item of cut.order[level + 1]) {
        const spread = ports(cut.into[item].length, half[item]);
        cut.into[item].forEach((piece, k) => {
          const port = (piece < cut.labelled ? cut.edges[piece].to : null) ?? spread[k];
          const stiff = stiffness(cut, item, piece);
          above[item].push([first + piece, -port, stiff]);
          below[first + piece].push([item, port, stiff]);
        });
      }
    }
    return { above, below };
  }

  /** Trunks are stiff, so that long lines run straight. */
  function stiffness(cut, item, piece) {
    return piece < cut.labelled ? 1 : item < cut.count ? 2 : 8;
  }

  function ports(count, half) {
    if (count === 1) return [0];
    const step = Math.min(PORT, (2 * Math.max(half - CORNER, 0)) / Math.max(count - 1, 1));
    return Array.from({ length: count }, (_, k) => (k - (count - 1) / 2) * step);
  }

  // Across the flow ---------------------------------------------------------------------------------------------------

  function across(cut, { first, half, margin }, { above, below }) {
    const rows = [];
    cut.order.forEach((row, level) => {
      rows.push(row);
      if (level < cut.order.length - 1) rows.push(layers.pieces(cut, level).map((piece) => first + piece));
    });
    const x = new Float64Array(half.length);
    const offsets = rows.map((row) => {
      let edge = 0;
      const offset = row.map((cell, k) => {
        if (k) edge += half[row[k - 1]] + margin[row[k - 1]] + margin[cell] + half[cell];
        return edge;
      });
      row.forEach((cell, k) => (x[cell] = offset[k] - edge / 2));
      return offset;
    });
    const both = above.map((list, cell) => [...list, ...below[cell]]);
    const rounds = [
      [true, below],
      [false, above],
      [true, below],
      [false, above],
    ];
    for (let k = 0; k < 12; k += 1) rounds.push([true, both], [false, both]);
    const most = Math.max(6, Math.floor(EFFORT / (half.length + 1)));
    for (let k = 0; k < Math.min(rounds.length, most); k += 1) {
      const [upward, links] = rounds[k];
      let moved = 0;
      for (let r = 0; r < rows.length; r += 1) {
        const at = upward ? rows.length - 1 - r : r;
        moved = Math.max(moved, settle(rows[at], offsets[at], links, x));
      }
      if (moved < 0.5 && k > 4) break;
    }
    straighten(cut, rows, { first, half, margin }, { above, below }, x);
    return x;
  }

  /** Put one row at rest: each cell as near as it can be to where its lines pull it (isotonic regression, by pools). */
  function settle(row, offset, links, x) {
    const pools = []; // [where the pool rests, its weight, its number of cells]
    row.forEach((cell, k) => {
      let pull = 0,
        weight = 0;
      for (const [other, port, stiff] of links[cell]) {
        pull += stiff * (x[other] + port);
        weight += stiff;
      }
      let rest = (weight ? pull / weight : x[cell]) - offset[k];
      weight = weight || 0.01;
      let count = 1;
      while (pools.length && pools.at(-1)[0] >= rest) {
        const [before, mass, many] = pools.pop();
        rest = (before * mass + rest * weight) / (mass + weight);
        weight += mass;
        count += many;
      }
      pools.push([rest, weight, count]);
    });
    let moved = 0,
      k = 0;
    for (const [rest, , count] of pools) {
      for (let i = 0; i < count; i += 1, k += 1) {
        moved = Math.max(moved, Math.abs(rest + offset[k] - x[row[k]]));
        x[row[k]] = rest + offset[k];
      }
    }
    return moved;
  }

  /** Move every trunk, as far as its neighbours leave room, onto one straight line; lines without a label too. */
  function straighten(cut, rows, { first, half, margin }, { above, below }, x) {
    const left = new Int32Array(x.length).fill(-1);
    const right = new Int32Array(x.length).fill(-1);
    for (const row of rows) {
      for (let k = 1; k < row.length; k += 1) {
        right[row[k - 1]] = row[k];
        left[row[k]] = row[k - 1];
      }
    }
    const room = (cell) => {
      const a = left[cell],
        b = right[cell],
        wide = margin[cell] + half[cell];
      return [
        a >= 0 ? x[a] + half[a] + margin[a] + wide : -Infinity,
        b >= 0 ? x[b] - half[b] - margin[b] - wide : Infinity,
      ];
    };
    const lineUp = (run, low, high) => {
      const mean = run.reduce((sum, cell) => sum + x[cell], 0) / Math.max(run.length, 1);
      for (const cell of run) x[cell] = Math.min(Math.max(mean, low), high);
    };
    for (const { joints } of cut.trunks.values()) {
      let run = [],
        low = -Infinity,
        high = Infinity;
      for (const joint of joints) {
        for (const cell of [first + cut.into[joint][0], joint]) {
          const [floor, ceiling] = room(cell);
          if (Math.max(low, floor) > Math.min(high, ceiling)) {
            lineUp(run, low, high);
            run = [];
            low = -Infinity;
            high = Infinity;
          }
          run.push(cell);
          low = Math.max(low, floor);
          high = Math.min(high, ceiling);
        }
      }
      lineUp(run, low, high);
    }
    for (let e = 0; e < cut.labelled; e += 1) {
      const cell = first + e;
      if (half[cell]) continue;
      const [low, high] = room(cell);
      const [[source, out]] = above[cell],
        [[target, into]] = below[cell];
      const begin = x[source] + out,
        finish = x[target] + into,
        middle = (begin + finish) / 2;
      const wide = SLANTED * Math.abs(finish - begin); // one smooth S, if there is room for it
      x[cell] = middle - wide >= low && middle + wide <= high ? middle : Math.min(Math.max(begin, low), high);
    }
  }

  // Along the flow, and the lines -------------------------------------------------------------------------------------

  function along(cut, { first, half, height }, { above, below }, x) {
    let left = Infinity,
      right = -Infinity;
    x.forEach((at, cell) => {
      left = Math.min(left, at - half[cell]);
      right = Math.max(right, at + half[cell]);
    });
    for (let cell = 0; cell < x.length; cell += 1) x[cell] -= left;
    const top = new Float64Array(x.length),
      bottom = new Float64Array(x.length); // of the row of each cell
    let edge = 0;
    const put = (row) => {
      const tallest = Math.max(...row.map((cell) => height[cell]), 0);
      for (const cell of row) {
        top[cell] = edge;
        bottom[cell] = edge + tallest;
      }
      edge += tallest;
    };
    const slant = (row, links) => {
      let most = 0;
      for (const cell of row) {
        for (const [other, port] of links[cell]) most = Math.max(most, Math.abs(x[cell] - x[other] - port));
      }
      return most;
    };
    const space = (slanted) => (edge += Math.min(NEAR + slanted / 7, FAR));
    cut.order.forEach((row, level) => {
      put(row);
      if (level === cut.order.length - 1) return;
      const between = layers.pieces(cut, level).map((piece) => first + piece);
      const [upper, lower] = [slant(between, above), slant(between, below)];
      const written = between.some((cell) => height[cell]);
      space(written ? upper : upper + lower);
      put(between);
      if (written) space(lower);
      edge += TIP;
    });
    const middle = (cell) => (top[cell] + bottom[cell]) / 2;
    const corner = (cell) => [x[cell] - half[cell], middle(cell) - height[cell] / 2];
    const stretch = (piece) => {
      const cell = first + piece;
      const [[start, out]] = above[cell];
      const [[end, into]] = below[cell];
      const begin = x[start] + out,
        finish = x[end] + into;
      // A line meets its label near to its middle.
      const reach = Math.min(half[cell] / 2, REACH);
      const cross = Math.min(Math.max((begin + finish) / 2, x[cell] - reach), x[cell] + reach);
      const line = start < cut.count ? [[begin, (top[start] + bottom[start] + height[start]) / 2]] : [];
      line.push([begin, bottom[start]]);
      if (top[cell] < bottom[cell]) {
        const slope = slopeAt(cell, begin, cross, finish, top[end] - TIP - bottom[start]);
        if (slope) line.push([cross, middle(cell), slope]);
        else line.push([cross, top[cell]], [cross, bottom[cell]]);
      }
      line.push([finish, top[end] - TIP], [finish, (top[end] + bottom[end] - height[end]) / 2]);
      return line;
    };
    // How a line that goes on to the same side crosses its label: as one smooth S would, but within the label's room.
    const slopeAt = (cell, begin, cross, finish, fall) => {
      if ((cross - begin) * (finish - cross) <= 0) return 0;
      if (!half[cell]) return Math.abs(2 * cross - begin - finish) < 1 ? (2 * (finish - begin)) / fall : 0;
      const most = (half[cell] - Math.abs(cross - x[cell]) - INSIDE) / (height[cell] / 2);
      return Math.min(Math.max((2 * (finish - begin)) / fall, -most), most);
    };
    const trunks = [];
    for (const { source, edges, joints } of cut.trunks.values()) {
      if (!joints.length) continue;
      const line = joints.flatMap((joint) => stretch(cut.into[joint][0]));
      line.push([x[joints.at(-1)], bottom[joints.at(-1)]]);
      trunks.push({ source, edges, line: simplify(line) });
    }
    return {
      boxes: cut.items.map((_, i) => corner(i)),
      labels: cut.edges.map((_, e) => corner(first + e)),
      lines: cut.edges.map((_, e) => simplify(stretch(e))),
      trunks,
      width: right > left ? right - left : 0,
      height: edge,
    };
  }

  /** The same line with no point twice, and with none between two that lie straight above each other. */
  function simplify(line) {
    const short = [];
    for (const [x, y, ...slope] of line) {
      const point = [Math.round(x * 10) / 10, Math.round(y * 10) / 10, ...slope];
      const last = short.at(-1);
      if (last && point[0] === last[0] && point[1] === last[1]) continue;
      if (short.length > 1 && short.at(-2)[0] === last[0] && last[0] === point[0]) short.pop();
      short.push(point);
    }
    return short;
  }

  backlight.layout = { lay };
})();
