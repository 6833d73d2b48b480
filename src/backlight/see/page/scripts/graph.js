// The graph view: draws the scene of the opened modules, and lights it up as the events happen.
"use strict";
(() => {
  const { html, svg } = backlight.dom;
  const { t } = backlight.words;
  const { store, data, tree, frames, boxes, lines, zoom } = backlight;

  const SMALLEST = 0.62; // the scale below which the first view shows a part rather than all
  const scenes = new Map(); // by graph, opened groups, direction and language
  const met = new Set(); // numbers of the graphs whose first groups have been opened
  let shown = null; // the record that the scenes are of

  let canvas, picture, world, view, buttons, empty;
  let untouched = true; // the viewer has not moved the picture
  let scene = null, grown = null, parts = [], by = new Map();

  function start() {
    const home = document.getElementById("canvas");
    world = svg("g", {});
    picture = svg("svg", { class: "graph", tabindex: 0, role: "group", "aria-roledescription": "graph" }, world);
    empty = html("p", { class: "empty", hidden: true });
    home.append(picture, empty);
    canvas = home;
    view = zoom.movable(picture, world, () => (untouched = false));
    picture.addEventListener("click", click);
    picture.addEventListener("dblclick", (event) => {
      const one = hit(event);
      if (one?.group !== undefined && grown.groups.get(one.group).kind === "module") toggle(one.group);
    });
    for (const [name, on] of [["pointerover", true], ["pointerout", false]]) {
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
    in: "M5 9h8M9 5v8", out: "M5 9h8", fit: "M4 7V4h3M11 4h3v3M14 11v3h-3M7 14H4v-3", turn: "M4 5h6a4 4 0 0 1 4 4v4M11 10l3 3 3-3",
    fold: "M5 4l4 4 4-4M5 14l4-4 4 4",
  };

  function label() {
    picture.setAttribute("aria-label", t("view.graph"));
    const actions = { in: () => view.by(1.25), out: () => view.by(0.8), fit: () => fit(), turn, fold };
    buttons.replaceChildren(...Object.entries(actions).map(([name, action]) => html("button", {
      type: "button", class: "tool", title: t(`zoom.${name}`), "aria-label": t(`zoom.${name}`), onclick: action,
    }, icon(SIGNS[name]))));
  }

  function icon(d) {
    return svg("svg", { viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true", class: "icon" }, svg("path", { d }));
  }

  // The scene ----------------------------------------------------------------------------------------------------------

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
      scenes.set(name, frames.scene(graph, open, direction, {
        box: (box) => boxes.size(graph, known, box),
        label: (edges) => (busy ? [0, 0] : lines.room(graph, edges)),
        title: (group) => boxes.titleWidth(graph, group),
      }));
      if (scenes.size > 24) scenes.delete(scenes.keys().next().value);
    }
    return scenes.get(name);
  }

  function count({ root }, open) {
    const boxes = (group) => group.children.reduce((sum, child) => sum + (typeof child === "object" && open.has(child.key) ? boxes(child) : 1), 0);
    return boxes(root);
  }

  /** Down or right: as it is larger in the window. */
  function bestDirection(graph, open) {
    const [down, right] = ["down", "right"].map((direction) => {
      const { width, height } = sceneOf(graph, open, direction);
      return view.scaleFor(width, height);
    });
    return right > down * 1.1 ? "right" : "down";
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
      met.add(number);
      const open = new Set([...state.open, ...tree.opening(graph)]);
      const direction = state.direction ?? bestDirection(graph, open);
      store.set({ open, direction }); // comes back here
    }
    const next = sceneOf(graph, store.get().open, store.get().direction);
    if (next === scene) return;
    const anchor = scene && anchorOf(scene, next);
    const first = !scene, turned = scene && scene.direction !== next.direction;
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
    const find = (scene, key) => [...scene.boxes, ...scene.frames].find((one) => (one.group ? one.group.key : one.id) === key);
    const keys = [touched, ...before.boxes.map((one) => one.id)].filter((key) => key !== null);
    for (const key of keys) {
      const [a, b] = [find(before, key), find(after, key)];
      if (a && b) return [[a.x, a.y], [b.x, b.y]];
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
      layer("frames", scene.frames.map((frame) => add(boxes.drawFrame(graph, frame), frame.group.key, frame))),
      layer("lines", [...scene.trunks, ...scene.lines].map((line) => add(lines.draw(graph, line, direction), undefined, null, { source: keyOf(line.source), target: keyOf(line.target) }))),
      layer("boxes", scene.boxes.map((box) => add(box.group ? boxes.drawGroup(graph, grown, box) : boxes.drawNode(graph, grown, box), box.id, box))),
    );
  }

  /** Show what has happened by the position. */
  function light(state = store.get(), changed = []) {
    if (!scene || state.step < 0 || data.graph(state.step) === undefined) return;
    for (const part of parts) part.update?.(state.step, state.position);
    if (changed.length === 1 && changed[0] === "position" && state.position > 0) {
      const event = data.events(state.step)[state.position - 1];
      const box = by.get(nameOf(event.node))?.box;
      if (box) view.show(box);
    }
  }

  function nameOf(node) {
    return keyOf(tree.box(grown, store.get().open, node));
  }

  function keyOf(box) {
    return typeof box === "object" ? box.key : box;
  }

  function fit(least = 0) {
    untouched = true;
    if (scene) view.fit(scene.width, scene.height, least);
  }

  function turn() {
    store.set({ direction: store.get().direction === "down" ? "right" : "down" });
  }

  /** Back to the first view; from there, close all. */
  function fold() {
    const graph = current();
    if (!graph) return;
    const first = tree.opening(graph), { open } = store.get();
    const more = [...open].some((key) => !first.has(key) && grown.groups.has(key)) || [...first].some((key) => !open.has(key));
    store.set({ open: more ? first : new Set([grown.root.key]) });
    fit(SMALLEST);
  }

  // Choosing -----------------------------------------------------------------------------------------------------------

  /** What lies under the pointer: {toggle: key}, {node}, {group: key}, {edge}, or null. */
  function hit(event) {
    const opener = event.target.closest?.("[data-toggle]");
    if (opener) return { toggle: opener.dataset.toggle };
    const one = event.target.closest?.("[data-node], [data-group], [data-edge]");
    if (!one) return null;
    const { node, group, edge } = one.dataset;
    return node !== undefined ? { node: Number(node), element: one } : group !== undefined ? { group, element: one } : { edge: Number(edge), element: one };
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
    if (box && box.width * view.view.scale < view.size()[0] && box.height * view.view.scale < view.size()[1]) view.show(box);
  }

  /** The box or frame of what is chosen, and the lines at it, stand out. */
  function choose(state = store.get(), changed = []) {
    for (const one of world.querySelectorAll(".chosen, .near")) {
      one.classList.remove("chosen", "near");
      one.removeAttribute("id");
    }
    picture.removeAttribute("aria-activedescendant");
    const { selection } = state;
    if (!selection || !scene) return;
    if (selection.edge !== undefined) {
      for (const { element } of parts) if (element.dataset.edges?.split(" ").includes(String(selection.edge))) element.classList.add("chosen");
      return;
    }
    const name = nameOfSelection();
    const part = by.get(name);
    if (!part) return;
    part.element.classList.add("chosen");
    part.element.id = "chosen-box";
    picture.setAttribute("aria-activedescendant", "chosen-box");
    if (part.box && changed.includes("selection")) view.show(part.box);
    for (const { line, element } of parts) if (line && (line.source === name || line.target === name)) element.classList.add("near");
  }

  function nameOfSelection() {
    const { selection } = store.get();
    if (selection.node !== undefined) return nameOf(selection.node);
    if (selection.key !== undefined && by.has(selection.key)) return selection.key;
    let path = selection.module ?? "";
    while (path && !by.has(path)) path = path.split(".").slice(0, -1).join(".");
    return path;
  }

  function near(one, on) {
    if (!one?.element) return;
    one.element.classList.toggle("over", on);
  }

  // By keyboard --------------------------------------------------------------------------------------------------------

  /** Choose the box after or before the chosen one, in the order of the forward pass. */
  function walk(by) {
    if (!scene) return;
    const order = scene.boxes.map((box) => ({ box, at: box.group ? Math.min(...box.group.nodes.slice(0, 1)) : box.id })).sort((a, b) => a.at - b.at).map(({ box }) => box);
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

  /** Have a node in sight, and the groups around it open. */
  function reveal(node) {
    const open = new Set(store.get().open);
    for (let one = grown.home[node]; one; one = one.parent) open.add(one.key);
    store.set({ open });
    const box = by.get(nameOf(node))?.box;
    if (box) view.show(box);
  }

  backlight.view = { start, fit, turn, fold, walk, enter, reveal, by: (factor) => view.by(factor), scene: () => scene };
})();
