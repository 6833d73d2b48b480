// The graph view: draws the scene of the opened modules, and lights it up as the events happen.
"use strict";
(() => {
  const { html, svg } = backlight.dom;
  const { t } = backlight.words;
  const { store, data, tree, frames, boxes, lines, zoom } = backlight;

  const SMALLEST = 0.62; // the scale below which the first view shows a part rather than all
  const MANY = 400; // boxes and lines of a scene, from which on those out of sight wait until they come into it
  const GAP = 12; // between a box and the buttons
  const LEGIBLE = 0.7; // the scale from which on everything in a box can be read
  const scenes = new Map(); // by graph, opened groups, direction and language
  const met = new Map(); // by number of a graph: the groups that were open at first
  let shown = null; // the record that the scenes are of

  let canvas, picture, world, view, buttons, empty;
  let untouched = true; // the viewer has not moved the picture
  let scene = null,
    grown = null,
    parts = [],
    by = new Map();

  function start() {
    const home = document.getElementById("canvas");
    world = svg("g", {});
    picture = svg("svg", { class: "graph", tabindex: 0, role: "group", "aria-roledescription": "graph" }, world);
    empty = html("p", { class: "empty", hidden: true });
    home.append(picture, empty);
    canvas = home;
    view = zoom.movable(picture, world, () => (untouched = false), catchUp);
    picture.addEventListener("click", click);
    picture.addEventListener("dblclick", (event) => {
      const one = hit(event);
      if (one?.group !== undefined && grown.groups.get(one.group).kind === "module") toggle(one.group);
    });
    for (const [name, on] of [
      ["pointerover", true],
      ["pointerout", false],
    ]) {
      picture.addEventListener(name, (event) => near(hit(event), on));
    }
    buttons = html("div", { class: "buttons", role: "toolbar" });
    document.getElementById("zoom").append(buttons);
    new ResizeObserver(() => untouched && fit(SMALLEST)).observe(home);
    backlight.store.on("record open step direction language", redraw);
    backlight.store.on("position step record", light);
    backlight.store.on("selection", choose);
    backlight.store.on("language record", label);
    label();
    redraw();
    light();
  }

  const SIGNS = {
    in: "M5 9h8M9 5v8",
    out: "M5 9h8",
    fit: "M4 7V4h3M11 4h3v3M14 11v3h-3M7 14H4v-3",
    turn: "M4 5h6a4 4 0 0 1 4 4v4M11 10l3 3 3-3",
    fold: "M5 4l4 4 4-4M5 14l4-4 4 4",
  };

  function label() {
    picture.setAttribute("aria-label", t("view.graph"));
    const actions = { in: () => view.by(1.25), out: () => view.by(0.8), fit: () => fit(), turn, fold };
    buttons.replaceChildren(
      ...Object.entries(actions).map(([name, action]) =>
        html(
          "button",
          {
            type: "button",
            class: "tool",
            title: t(`zoom.${name}`),
            "aria-label": t(`zoom.${name}`),
            onclick: action,
          },
          icon(SIGNS[name]),
        ),
      ),
    );
  }

  function icon(d) {
    return svg(
      "svg",
      { viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true", class: "icon" },
      svg("path", { d }),
    );
  }

  // The scene ---------------------------------------------------------------------------------------------------------

  const current = () => {
    const { step } = store.get();
    return step < 0 ? null : data.graph(step);
  };

  /** The scene of a graph with these groups open; made once. */
  function sceneOf(graph, open, direction) {
    const { record } = store.get();
    const known = tree.of(graph);
    if (shown !== record) scenes.clear();
    shown = record;
    const keys = [...open].filter((key) => known.groups.has(key)).sort();
    const name = JSON.stringify([record.graphs.indexOf(graph), direction, store.get().language, keys]);
    if (!scenes.has(name)) {
      const busy = count(known, open) > lines.BUSY;
      scenes.set(
        name,
        frames.scene(graph, open, direction, {
          box: (box) => boxes.size(graph, known, box),
          label: (edges) => (busy ? [0, 0] : lines.room(graph, edges)),
          title: (group) => boxes.titleWidth(graph, group),
        }),
      );
      if (scenes.size > 24) scenes.delete(scenes.keys().next().value);
    }
    return scenes.get(name);
  }

  function count({ root }, open) {
    const boxes = (group) =>
      group.children.reduce(
        (sum, child) => sum + (typeof child === "object" && open.has(child.key) ? boxes(child) : 1),
        0,
      );
    return boxes(root);
  }

  function scaleOf(graph, open, direction) {
    const { width, height } = sceneOf(graph, open, direction);
    return view.scaleFor(width, height);
  }

  /** Down or right: as it is larger in the window. */
  function bestDirection(graph, open) {
    return scaleOf(graph, open, "right") > scaleOf(graph, open, "down") * 1.1 ? "right" : "down";
  }

  /** The groups of a graph that are open when it is first seen: as many as leave everything large enough to be read. */
  function opening(graph) {
    const number = store.get().record.graphs.indexOf(graph);
    if (!met.has(number)) {
      const { direction } = store.get();
      const ways = direction ? [direction] : ["down", "right"];
      const fits = (open) => ways.some((way) => scaleOf(graph, open, way) >= LEGIBLE);
      met.set(number, tree.opening(graph, fits));
    }
    return met.get(number);
  }

  function redraw(state = store.get()) {
    const graph = current();
    empty.hidden = graph !== null;
    empty.textContent = graph ? "" : t("view.empty");
    if (!graph) {
      world.replaceChildren();
      parts = [];
      scene = null;
      return;
    }
    const number = state.record.graphs.indexOf(graph);
    if (!met.has(number)) {
      const open = new Set([...state.open, ...opening(graph)]);
      const direction = state.direction ?? bestDirection(graph, open);
      store.set({ open, direction }); // comes back here
    }
    const next = sceneOf(graph, store.get().open, store.get().direction);
    if (next === scene) return;
    const anchor = scene && anchorOf(scene, next);
    const first = !scene,
      turned = scene && scene.direction !== next.direction;
    scene = next;
    grown = tree.of(graph);
    draw(graph);
    light();
    choose();
    if (first || turned) fit(SMALLEST);
    else if (anchor) view.keep(...anchor);
  }

  let touched = null; // the key of the group that was opened or closed last

  /** A place that both scenes have: the group that was just opened or closed, otherwise any box. */
  function anchorOf(before, after) {
    const find = (scene, key) =>
      [...scene.boxes, ...scene.frames].find((one) => (one.group ? one.group.key : one.id) === key);
    const keys = [touched, ...before.boxes.map((one) => one.id)].filter((key) => key !== null);
    for (const key of keys) {
      const [a, b] = [find(before, key), find(after, key)];
      if (a && b)
        return [
          [a.x, a.y],
          [b.x, b.y],
        ];
    }
    return null;
  }

  function draw(graph) {
    parts = [];
    by = new Map();
    const add = (one, name, box, line) => {
      parts.push({ ...one, box, line });
      if (name !== undefined) by.set(name, parts.at(-1));
      return one.element;
    };
    const layer = (style, elements) => svg("g", { class: style }, elements);
    const { direction } = scene;
    world.replaceChildren(
      layer(
        "frames",
        scene.frames.map((frame) => add(boxes.drawFrame(graph, frame), frame.group.key, frame)),
      ),
      layer(
        "lines",
        [...scene.trunks, ...scene.lines].map((line) =>
          add(lines.draw(graph, line, direction), undefined, null, {
            source: keyOf(line.source),
            target: keyOf(line.target),
            ...around(line.points),
          }),
        ),
      ),
      layer(
        "boxes",
        scene.boxes.map((box) =>
          add(box.group ? boxes.drawGroup(graph, grown, box) : boxes.drawNode(graph, grown, box), box.id, box),
        ),
      ),
    );
  }

  /** Show what has happened by the position. */
  function light(state = store.get(), changed = []) {
    if (!scene || state.step < 0 || data.graph(state.step) === undefined) return;
    for (const part of parts) part.stale = true;
    catchUp();
    if (changed.length === 1 && changed[0] === "position" && state.position > 0) {
      const event = data.events(state.step)[state.position - 1];
      const box = by.get(nameOf(event.node))?.box;
      if (box) view.show(box);
    }
  }

  /** Bring up to date what is not: in a large scene, what is in sight. */
  function catchUp() {
    const { step, position } = store.get();
    if (step < 0) return;
    const [left, top, right, bottom] = parts.length > MANY ? view.sight() : [-Infinity, -Infinity, Infinity, Infinity];
    for (const part of parts) {
      const { x, y, width, height } = part.box ?? part.line;
      if (!part.stale || x > right || y > bottom || x + width < left || y + height < top) continue;
      part.stale = false;
      part.update?.(step, position);
    }
  }

  function around(points) {
    const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
  }

  function nameOf(node) {
    return keyOf(tree.box(grown, store.get().open, node));
  }

  function keyOf(box) {
    return typeof box === "object" ? box.key : box;
  }

  function fit(least = 0) {
    untouched = true;
    if (!scene) return;
    view.fit(scene.width, scene.height, least);
    dodge();
  }

  /** Move the picture a little, if there is room for that, where a box would lie under the buttons. */
  function dodge() {
    const frame = canvas.getBoundingClientRect(),
      bar = buttons.getBoundingClientRect();
    const { x, y, scale } = view.view;
    const left = bar.left - frame.left - GAP,
      top = bar.top - frame.top - GAP;
    const ends = scene.boxes.map((box) => [x + (box.x + box.width) * scale, y + (box.y + box.height) * scale]);
    const under = ends.filter(([right, bottom]) => right > left && bottom > top);
    if (!under.length) return;
    const aside = Math.max(...under.map(([right]) => right)) - left;
    const up = Math.max(...under.map(([, bottom]) => bottom)) - top;
    if (up <= y - GAP) view.move(0, -up);
    else if (aside <= x - GAP) view.move(-aside, 0);
  }

  function turn() {
    store.set({ direction: store.get().direction === "down" ? "right" : "down" });
  }

  /** Back to the first view; from there, close all. */
  function fold() {
    const graph = current();
    if (!graph) return;
    const first = opening(graph),
      { open } = store.get();
    const more =
      [...open].some((key) => !first.has(key) && grown.groups.has(key)) || [...first].some((key) => !open.has(key));
    store.set({ open: more ? first : new Set([grown.root.key]) });
    fit(SMALLEST);
  }

  // Choosing ----------------------------------------------------------------------------------------------------------

  /** What lies under the pointer: {toggle: key}, {node}, {group: key}, {edge}, or null. */
  function hit(event) {
    const opener = event.target.closest?.("[data-toggle]");
    if (opener) return { toggle: opener.dataset.toggle };
    const one = event.target.closest?.("[data-node], [data-group], [data-edge]");
    if (!one) return null;
    const { node, group, edge } = one.dataset;
    return node !== undefined
      ? { node: Number(node), element: one }
      : group !== undefined
        ? { group, element: one }
        : { edge: Number(edge), element: one };
  }

  function click(event) {
    const one = hit(event);
    if (!one) return store.set({ selection: null });
    if (one.toggle !== undefined) return toggle(one.toggle);
    if (one.node !== undefined) return store.set({ selection: { node: one.node } });
    if (one.edge !== undefined) return store.set({ selection: { edge: one.edge } });
    const group = grown.groups.get(one.group);
    if (group.kind === "module") return store.set({ selection: { module: group.path, key: group.key } });
    if (!store.get().open.has(group.key)) toggle(group.key);
    return undefined;
  }

  /** Open or close a group; what is in it closes with it. */
  function toggle(key) {
    const open = new Set(store.get().open);
    touched = key;
    if (!open.delete(key)) open.add(key);
    store.set({ open });
    const { box } = by.get(key) ?? {};
    if (box && box.width * view.view.scale < view.size()[0] && box.height * view.view.scale < view.size()[1])
      view.show(box);
  }

  /** The box or frame of what is chosen, and the lines at it, stand out; what was chosen elsewhere comes into sight. */
  function choose(state = store.get(), changed = []) {
    const fresh = changed.includes("selection");
    if (fresh && !changed.includes("record") && state.selection && scene) disclose(state.selection);
    for (const one of world.querySelectorAll(".chosen, .near")) {
      one.classList.remove("chosen", "near");
      one.removeAttribute("id");
    }
    picture.removeAttribute("aria-activedescendant");
    const { selection } = store.get();
    if (!selection || !scene) return;
    if (selection.edge !== undefined) return chooseLine(selection.edge, fresh);
    const name = nameOfSelection();
    const part = by.get(name);
    if (!part) return undefined;
    part.element.classList.add("chosen");
    part.element.id = "chosen-box";
    picture.setAttribute("aria-activedescendant", "chosen-box");
    if (part.box && fresh) view.show(part.box);
    for (const { line, element } of parts) {
      if (line && (line.source === name || line.target === name)) element.classList.add("near");
    }
    return undefined;
  }

  function chooseLine(edge, fresh) {
    const lit = parts.filter(({ element }) => element.dataset.edges?.split(" ").includes(String(edge)));
    for (const { element } of lit) element.classList.add("chosen");
    const box = by.get(nameOf(current().edges[edge]?.target))?.box;
    if (box && fresh) view.show(box);
  }

  /** Open the groups that hide what is chosen. */
  function disclose({ node, edge, module, key }) {
    const { nodes, edges } = current();
    if (module !== undefined) {
      const group = grown.groups.get(key ?? module);
      const only = group ? undefined : nodes.find((one) => one.module === module); // a module of one operation
      if (group?.parent) openAround(group.parent);
      else if (only) openAround(grown.home[only.id]);
    } else if (edge !== undefined) {
      const ends = edges[edge] ? [edges[edge].source, edges[edge].target] : [];
      if (ends.length && nameOf(ends[0]) === nameOf(ends[1])) for (const end of ends) openAround(grown.home[end]);
    } else if (nodes[node]) openAround(grown.home[node]);
  }

  /** Open a group and all groups around it. */
  function openAround(group) {
    const open = new Set(store.get().open);
    for (let one = group; one; one = one.parent) {
      if (!open.has(one.key)) touched = one.key;
      open.add(one.key);
    }
    store.set({ open });
  }

  /** The box or frame that stands for what is chosen: itself, or what it is hidden in. */
  function nameOfSelection() {
    const { node, key, module } = store.get().selection;
    if (node !== undefined) return nameOf(node);
    let group = grown.groups.get(key ?? module) ?? grown.groups.get(module);
    if (!group) {
      const inside = ({ module: path }) => path === module || path.startsWith(`${module}.`);
      const first = current().nodes.find((one) => one.op && inside(one));
      return first ? nameOf(first.id) : "";
    }
    while (group.parent && !by.has(group.key)) group = group.parent;
    return group.key;
  }

  function near(one, on) {
    if (!one?.element) return;
    one.element.classList.toggle("over", on);
  }

  // By keyboard -------------------------------------------------------------------------------------------------------

  /** Choose the box after or before the chosen one, in the order of the forward pass. */
  function walk(by) {
    if (!scene) return;
    const order = scene.boxes
      .map((box) => ({ box, at: box.group ? Math.min(...box.group.nodes.slice(0, 1)) : box.id }))
      .sort((a, b) => a.at - b.at)
      .map(({ box }) => box);
    const { selection } = store.get();
    const name = selection && selection.edge === undefined ? nameOfSelection() : null;
    const at = order.findIndex((box) => box.id === name);
    const next = order[at < 0 ? (by > 0 ? 0 : order.length - 1) : Math.min(Math.max(at + by, 0), order.length - 1)];
    store.set({ selection: next.group ? { module: next.group.path, key: next.group.key } : { node: next.id } });
  }

  /** Open or close what is chosen: a closed group, or the frame around it. */
  function enter() {
    const { selection } = store.get();
    if (!selection) return;
    if (selection.key !== undefined && grown.groups.has(selection.key)) toggle(selection.key);
    else if (selection.module !== undefined && grown.groups.has(selection.module)) toggle(selection.module);
    else if (selection.node !== undefined) {
      const name = nameOf(selection.node);
      const around = typeof name === "string" ? name : grown.home[name].parent && grown.home[name].key;
      if (around) toggle(around);
    }
  }

  backlight.view = { start, fit, turn, fold, walk, enter, by: (factor) => view.by(factor), scene: () => scene };
})();
