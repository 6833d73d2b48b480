// From a graph and the opened groups to a scene: where every box, frame and line stands.
//
// An opened group is a frame that is laid out by itself and then stands in its parent like any box. A line that goes
// into it or out of it passes through a port on its border, one for each value.
"use strict";
(() => {
  const { tree, layout } = backlight;

  const PAD = 16,
    HEAD = 30; // inside a frame; the height of its title

  /**
   * {boxes, frames, lines, trunks, width, height, direction}, drawn in this order: frames {group, x, y, width, height,
   * title: where it begins}; trunks and lines {edges: ids, source: box, target: box, points, head: has it an arrow,
   * label: [x, y, width, height] | null}; boxes {id: node | key, x, y, width, height}.
   *
   * Arguments: sizes: box(id) → [width, height], label(edges) → [width, height], title(group) → width.
   */
  function scene(graph, open, direction, sizes) {
    const grown = tree.of(graph);
    const across = direction === "right";
    const frames = new Map();
    const collect = (group) => {
      const opened = group.children.filter((child) => typeof child === "object" && open.has(child.key));
      const frame = { group, inner: opened.map(collect), in: new Map(), out: new Map(), links: [], known: new Map() };
      frames.set(group, frame);
      return frame;
    };
    const root = collect(grown.root);
    connect(graph, grown, open, frames);
    const laid = arrange(root, frames, across, sizes);
    const told = { boxes: [], frames: [], lines: [], trunks: [], width: laid.width, height: laid.height, direction };
    place(laid, 0, 0, told);
    if (across) {
      for (const line of [...told.lines, ...told.trunks])
        line.points = line.points.map(([x, y, ...slope]) => [y, x, ...slope]);
      for (const line of told.lines) if (line.label) line.label = turned(line.label);
      for (const part of [told.boxes, told.frames]) {
        for (const box of part) [box.x, box.y, box.width, box.height] = turned([box.x, box.y, box.width, box.height]);
      }
      [told.width, told.height] = [told.height, told.width];
    }
    return told;
  }

  function turned([x, y, width, height]) {
    return [y, x, height, width];
  }

  // Lines through frames ----------------------------------------------------------------------------------------------

  /** Take edges apart into links: out of the frames around its source, across, and into those around its target. */
  function connect(graph, grown, open, frames) {
    const shown = graph.nodes.map((node) => tree.box(grown, open, node.id));
    const around = (box) => (typeof box === "object" ? box.parent : grown.home[box]);
    for (const edge of [...graph.edges].sort((a, b) => a.target - b.target || a.position - b.position)) {
      const a = shown[edge.source],
        b = shown[edge.target];
      if (a === b) continue;
      let left = around(a),
        right = around(b),
        item = a,
        inner = null;
      const down = [];
      while (left !== right) {
        if (left.depth >= right.depth) {
          link(frames.get(left), a, b, item, "out", edge);
          item = left;
          left = left.parent;
        } else {
          down.push(right);
          right = right.parent;
        }
      }
      let at = left;
      while ((inner = down.pop())) {
        link(frames.get(at), a, b, item, inner, edge);
        item = "in";
        at = inner;
      }
      link(frames.get(at), a, b, item, b, edge);
    }
  }

  /** A stretch in one frame, from an item or the port of `a` on its upper border, to an item or its lower border. */
  function link(frame, a, b, from, to, edge) {
    const port = (side) => {
      if (!frame[side].has(a)) frame[side].set(a, { port: side, name: `${side} ${nameOf(a)}` });
      return frame[side].get(a);
    };
    const source = from === "in" ? port("in") : from;
    const target = to === "out" ? port("out") : to;
    const apart = to === b && typeof b === "number" ? edge.id : ""; // each operand of an operation has its own line
    const key = [source, target, a].map(nameOf).join("|") + `|${apart}`;
    if (frame.known.has(key)) frame.known.get(key).edges.push(edge.id);
    else {
      const one = { source, target, a, b, last: to === b, edges: [edge.id] };
      frame.known.set(key, one);
      frame.links.push(one);
    }
  }

  function nameOf(box) {
    return typeof box === "object" ? (box.port ? `port ${box.name}` : box.key) : String(box);
  }

  // One frame ---------------------------------------------------------------------------------------------------------

  function arrange(frame, frames, across, sizes) {
    const size = ([width, height]) => (across ? [height, width] : [width, height]);
    const inner = new Map(frame.inner.map((one) => [one.group, arrange(one, frames, across, sizes)]));
    const index = new Map();
    const items = [];
    const add = (key, item) => {
      index.set(key, items.length);
      items.push(item);
    };
    for (const port of frame.in.values()) add(port, { half: 0, height: 0, port: "in" });
    for (const id of frame.group.children) {
      const [width, height] = inner.has(id) ? [inner.get(id).width, inner.get(id).height] : size(sizes.box(id));
      add(id, { half: width / 2, height, loose: typeof id === "object" && !inner.has(id) });
    }
    for (const port of frame.out.values()) add(port, { half: 0, height: 0, port: "out" });
    const { links } = frame;
    const edges = links.map(({ source, target, a, last, edges }) => {
      const label = last ? size(sizes.label(edges)) : [0, 0];
      return {
        source: index.get(source),
        target: index.get(target),
        from: inner.get(source)?.out.get(a) ?? null,
        to: inner.get(target)?.in.get(a) ?? null,
        half: label[0] / 2,
        height: label[1],
      };
    });
    const laid = layout.lay(items, edges);
    const root = !frame.group.parent;
    const box = root
      ? { left: 0, top: 0, width: laid.width, height: laid.height }
      : border(laid, frame, index, across, sizes);
    const middle = (port) => laid.boxes[index.get(port)][0] + box.left - box.width / 2;
    const ports = (map) => new Map([...map].map(([a, port]) => [a, middle(port)]));
    return { frame, inner, index, items, links, edges, laid, ...box, in: ports(frame.in), out: ports(frame.out), root };
  }

  /** The frame around what it holds: its size, where that begins, and its title, which no line may cross. */
  function border(laid, frame, index, across, sizes) {
    const title = sizes.title(frame.group) + 12;
    if (across) {
      const height = Math.max(laid.height + 2 * PAD, title + 12);
      const left = HEAD + 4,
        top = (height - laid.height) / 2;
      return { left, top, width: laid.width + left + PAD, height, title: 0 };
    }
    let left = PAD,
      width = laid.width + 2 * PAD,
      at = 0;
    const lines = [...frame.in.values()].map((port) => laid.boxes[index.get(port)][0]);
    if (!lines.length) {
      if (width < title + 12) {
        left += (title + 12 - width) / 2;
        width = title + 12;
      }
    } else {
      const before = Math.max(0, title + 12 - (Math.min(...lines) + left));
      const after = Math.max(0, title + 12 - (width - Math.max(...lines) - left));
      if (before <= after) {
        left += before;
        width += before;
      } else {
        at = width + after - title - 4;
        width += after;
      }
    }
    return { left, top: HEAD, width, height: laid.height + HEAD + PAD, title: at };
  }

  /** From places in each frame to places in the scene. */
  function place(
    { frame, inner, index, items, links, edges, laid, left, top, width, height, title, root },
    x,
    y,
    told,
  ) {
    if (!root) told.frames.push({ group: frame.group, x, y, width, height, title });
    const move = (points) => points.map(([a, b, ...slope]) => [a + x + left, b + y + top, ...slope]);
    const upper = y,
      lower = y + height;
    // Lines through ports go on to the border of the frame.
    const ends = (points, source, target) => {
      points = move(points);
      if (source?.port === "in") points.unshift([points[0][0], upper]);
      if (target?.port === "out") points.push([points.at(-1)[0], lower]);
      return points;
    };
    const branching = new Set(laid.trunks.flatMap((trunk) => trunk.edges)); // these lines begin where a trunk ends
    links.forEach((link, k) => {
      const { source, target } = link;
      const [a, b] = laid.labels[k];
      const { half, height } = edges[k];
      told.lines.push({
        edges: link.edges,
        source: link.a,
        target: link.b,
        head: link.last,
        points: ends(laid.lines[k], branching.has(k) ? null : source, target),
        label: half ? [a + x + left, b + y + top, 2 * half, height] : null,
      });
    });
    const keys = [...index.keys()];
    for (const { source, edges: through, line } of laid.trunks) {
      const [first] = through;
      told.trunks.push({
        edges: through.flatMap((e) => links[e].edges),
        source: links[first].a,
        points: ends(line, keys[source], null),
      });
    }
    for (const [id, k] of index) {
      const [a, b] = laid.boxes[k];
      const { half, height, port } = items[k];
      if (port) continue;
      if (inner.has(id)) place(inner.get(id), x + left + a, y + top + b, told);
      else
        told.boxes.push({
          id: typeof id === "object" ? id.key : id,
          group: typeof id === "object" ? id : null,
          x: x + left + a,
          y: y + top + b,
          width: 2 * half,
          height,
        });
    }
  }

  backlight.frames = { scene };
})();
