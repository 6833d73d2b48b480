// The boxes of the graph: how large each is, which does not depend on the step, and what it says at a position.
"use strict";
(() => {
  const { svg } = backlight.dom;
  const { t } = backlight.words;
  const { format, data } = backlight;

  const PAD = 10,
    HEAD = 13,
    SMALL = 10.5,
    MONO = 6.35; // inside a box, font sizes, and the width of a digit
  const ROOM = 17; // letters of a value
  const WIDEST = 200,
    LONGEST = 170; // a name, a symbol
  const canvas = document.createElement("canvas").getContext("2d");
  const fonts = {};

  /** The width of a text in the fonts of the page. */
  function measure(text, size, weight = 400) {
    const key = `${weight} ${size}`;
    fonts[key] ??= `${weight} ${size}px ${getComputedStyle(document.documentElement).getPropertyValue("--sans")}`;
    if (canvas.font !== fonts[key]) canvas.font = fonts[key];
    return canvas.measureText(text).width;
  }

  /** A text that is at most so wide, with "…" where it had to be cut. */
  function clip(text, size, weight, most) {
    text = text.replace(/\s+/g, " ");
    if (measure(text, size, weight) <= most) return text;
    let low = 0,
      high = text.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (measure(`${text.slice(0, middle)}…`, size, weight) <= most) low = middle;
      else high = middle - 1;
    }
    return `${text.slice(0, low)}…`;
  }

  /** A name of a parameter without the path of the module that it stands in. */
  function shortName(name, path) {
    return path && name.startsWith(`${path}.`) ? name.slice(path.length + 1) : name;
  }

  // What boxes say that does not change -------------------------------------------------------------------------------

  /** {title, name, shape, small} of a node; `symbol` is in a badge. */
  function nodeWords(graph, tree, id) {
    const node = graph.nodes[id];
    const operation = node.kind !== "leaf" && node.kind !== "constant";
    const name = shortName(node.name, tree.home[id].path);
    const several = node.kind === "several"; // an operation whose outputs have boxes of their own
    const bare = node.kind === "constant" && !name && (!node.shape || !node.shape.length);
    return {
      badge: operation ? clip(node.label || node.op, HEAD, 600, LONGEST) : "",
      name: clip(operation ? name : name || (bare ? "" : t(`view.${node.kind}`)), HEAD, 600, WIDEST - 40),
      shape: several ? t("view.outputs", format.count(tree.uses[id])) : format.shape(node.shape),
      kind: node.kind,
      bare,
      several,
      scalar: !node.shape || !node.shape.length,
      gradient: node.kind !== "constant",
      shared: tree.uses[id] > 1,
    };
  }

  function groupWords(graph, group) {
    const count = [
      ["operation", group.operations],
      ["parameter", group.leaves],
    ]
      .filter(([, many]) => many)
      .map(([what, many]) => t(`view.${what}${many === 1 ? "" : "s"}`, format.count(many)));
    if (group.kind === "more") {
      const title = group.rest ? t("view.more", format.count(group.nodes.length)) : `${group.start + 1} …`;
      return { title, type: "", badge: "", count: count.join(" · ") };
    }
    if (group.kind === "round")
      return { title: t("view.round", group.number, group.of), type: "", badge: "", count: count.join(" · ") };
    let title = group.name || group.type,
      type = group.name ? group.type : "";
    if (group.kind === "stack") {
      const first = group.children.find((child) => typeof child === "object" || graph.nodes[child].op);
      title = group.name || rangeOf(group) || symbols(graph, first) || t("view.loop");
      type = typeof first === "object" ? first.type : "";
    }
    if (group.call > 1) type = [type, t("view.call", group.call)].filter(Boolean).join(" · ");
    return {
      title: clip(title, HEAD, 600, 150),
      type: clip(type, SMALL, 400, 110),
      count: count.join(" · "),
      badge: group.repeat ? `×${format.count(group.repeat)}` : "",
    };
  }

  /** What a round of a loop computes, if it is short: "× tanh × +". */
  function symbols(graph, child) {
    if (typeof child === "number") return graph.nodes[child].op ? graph.nodes[child].label : "";
    if (child.kind === "module") return child.name;
    const found = child.children.map((one) => symbols(graph, one)).filter(Boolean);
    return found.length > 4 ? "" : found.join("  ");
  }

  /** The names of stacked modules: "layers.0 … 11". */
  function rangeOf({ children }) {
    const inner = children.filter((child) => typeof child === "object");
    const names = inner.filter((child) => child.kind === "module").map((child) => child.name);
    return names.length && names.length === inner.length ? `${names[0]} … ${names.at(-1).split(".").at(-1)}` : "";
  }

  /** How large the box of a node (a number) or of a closed group is. */
  function size(graph, tree, box) {
    if (typeof box === "object") {
      const words = groupWords(graph, box);
      const head =
        measure(words.title, HEAD, 600) +
        (words.type ? measure(words.type, SMALL) + 8 : 0) +
        (words.badge ? measure(words.badge, HEAD, 600) + 18 : 0);
      return [Math.ceil(Math.max(head, measure(words.count, SMALL)) + 2 * PAD + 30), 50 + (box.repeat ? 6 : 0)];
    }
    const words = nodeWords(graph, tree, box);
    const head =
      (words.badge ? Math.max(measure(words.badge, HEAD, 600) + 12, 22) + 6 : 0) +
      measure(words.name, HEAD, 600) +
      (words.shape ? measure(words.shape, SMALL) + 10 : 0);
    if (words.bare) return [88, 30];
    if (words.several) return [Math.ceil(head + 2 * PAD), 34];
    const column = (words.scalar ? (words.shared ? 14 : 10) : ROOM) * MONO + label();
    return [Math.ceil(Math.max(head, column) + 2 * PAD), words.gradient ? 66 : 50];
  }

  /** The width of the words before the numbers. */
  function label() {
    return Math.max(measure(t("view.value"), SMALL), measure(t("view.gradient"), SMALL)) + 8;
  }

  function titleWidth(graph, group) {
    const { title, type } = groupWords(graph, group);
    return 26 + measure(title, HEAD, 600) + (type ? measure(type, SMALL) + 8 : 0) + 6;
  }

  // Drawing -----------------------------------------------------------------------------------------------------------

  function text(x, y, style, content, anchor) {
    return svg("text", { x, y, class: style, "text-anchor": anchor }, content);
  }

  function rectangle(style, x, y, width, height, radius) {
    return svg("rect", { class: style, x, y, width, height, rx: radius });
  }

  /** Draw a node's box; returns {element, update(step, position)}. */
  function drawNode(graph, tree, { id, x, y, width, height }) {
    const words = nodeWords(graph, tree, id);
    const element = svg("g", {
      class: `node ${words.kind}`,
      transform: `translate(${x} ${y})`,
      "data-node": id,
      tabindex: -1,
      role: "button",
    });
    element.append(svg("title", {}, titleOf(graph, tree, id)));
    element.append(rectangle("box", 0, 0, width, height, words.badge ? 10 : 4));
    if (words.kind === "leaf")
      element.append(svg("path", { class: "bar", d: `M5 0H4A4 4 0 0 0 0 4V${height - 4}A4 4 0 0 0 4 ${height}H5Z` }));
    const values = text(width - PAD, 0, "mono", "", "end");
    const gradients = text(width - PAD, 0, "mono grad", "", "end");
    if (words.bare) {
      values.setAttribute("x", width / 2);
      values.setAttribute("y", 19);
      values.setAttribute("text-anchor", "middle");
      element.append(values);
    } else {
      let left = PAD;
      if (words.badge) {
        const wide = Math.max(measure(words.badge, HEAD, 600) + 12, 22);
        element.append(
          rectangle("badge", PAD - 3, 7, wide, 20, 10),
          text(PAD - 3 + wide / 2, 21.5, "head", words.badge, "middle"),
        );
        left += wide + 3;
      }
      element.append(text(left, 21.5, "head", words.name));
      if (words.shape) element.append(text(width - PAD, 21, "small dim", words.shape, "end"));
      if (!words.several) {
        element.append(text(PAD, 42, "small dim", t("view.value")), values);
        values.setAttribute("y", 42);
      }
      if (words.gradient && !words.several) {
        element.append(text(PAD, 58, "small dim", t("view.gradient")), gradients);
        gradients.setAttribute("y", 58);
      }
    }
    const room = Math.floor((width - 2 * PAD - (words.bare ? 0 : label())) / MONO);
    let before = "";
    return {
      element,
      update(step, position) {
        const { events, valued, fired } = data.course(step);
        const on = valued[id] <= position;
        const sum = data.gradient(step, id, position);
        const now = position > 0 ? events[position - 1].node : -1;
        const told = on ? brief(data.value(step, id), room) : "";
        const back = gradientText(step, id, sum, room, on && events.length > position);
        const classes = ["node", words.kind];
        if (on) classes.push("on");
        if (sum) classes.push(sum.complete ? "done" : "part");
        if (now === id) classes.push("now", fired[now] === position ? "firing" : "computing");
        const bad = [on && format.nonfinite(data.value(step, id)), sum?.sum && format.nonfinite(sum.sum)].map(Boolean);
        if (bad.includes(true)) classes.push("bad");
        const after = [told, back, ...bad, ...classes].join("|");
        if (after === before) return;
        before = after;
        values.textContent = told;
        gradients.textContent = back;
        [values, gradients].forEach((text, k) => text.classList.toggle("bad", bad[k]));
        mark(element, classes);
      },
    };
  }

  /** A value in so many letters: a number, as many of a list as fit, or what is typical of a large tensor. */
  function brief(values, room) {
    if (!values) return "–";
    const one = format.single(values);
    if (one !== undefined) return cut(format.number(one), room);
    const told = format.values(values, 1e6, "v" in values ? format.brief : undefined);
    return cut(told, room);
  }

  /** A gradient in so many letters: a number, a short list, or its norm. */
  function sized(values, room) {
    const one = format.single(values);
    if (one !== undefined) return cut(format.number(one), room);
    const told = "v" in values ? format.values(values, room, format.brief) : "‖";
    return told.includes("‖") ? `‖${format.brief(format.norm(values))}‖` : told;
  }

  function cut(told, room) {
    if (told.length <= room) return told;
    const end = told.lastIndexOf(", ", room - 3); // no number is cut in two
    return end > 0 ? `${told.slice(0, end)}, …` : `${told.slice(0, room - 1)}…`;
  }

  /** A gradient in brief; while parts of it are missing, how many have come. */
  function gradientText(step, node, sum, room, waiting) {
    if (!sum) return data.detail(step).gradients[node] === null || !waiting ? "–" : "·";
    if (sum.complete) return sized(sum.sum, room);
    const parts = ` ${sum.arrived}/${sum.of}`;
    return (sum.sum ? sized(sum.sum, room - parts.length) : "…") + parts;
  }

  /** Exchange the classes of an element, except those that say what is chosen. */
  function mark(element, classes) {
    const kept = ["chosen", "near"].filter((name) => element.classList.contains(name));
    element.setAttribute("class", [...classes, ...kept].join(" "));
  }

  function titleOf(graph, tree, id) {
    const node = graph.nodes[id];
    const place = node.place && data.record().files[node.place[0]];
    return [
      [node.name, node.formula || node.label].filter(Boolean).join(" = "),
      node.grad_fn,
      node.shape ? `${node.dtype} [${node.shape.join(", ")}]` : "",
      place ? `${place.name}:${node.place[1]}` : "",
    ]
      .filter(Boolean)
      .join("\n");
  }

  /** The element of a group, closed ("group") or open ("frame"), with its title, and its words. */
  function begun(graph, look, group, x, y) {
    const words = groupWords(graph, group);
    const element = svg("g", {
      class: `${look} ${group.kind}`,
      transform: `translate(${x} ${y})`,
      "data-group": group.key,
      tabindex: -1,
      role: "button",
    });
    element.append(svg("title", {}, [group.path || words.title, words.type, words.count].filter(Boolean).join("\n")));
    return { element, words };
  }

  /** Draw a closed group; returns {element, update(step, position)}. */
  function drawGroup(graph, tree, { group, x, y, width, height }) {
    const { element, words } = begun(graph, "group", group, x, y);
    const top = group.repeat ? 6 : 0,
      long = height - top,
      wide = width - top;
    if (group.repeat)
      element.append(rectangle("box card", 6, 0, wide, long, 8), rectangle("box card", 3, 3, wide, long, 8));
    element.append(rectangle("box", 0, top, wide, long, 8));
    element.append(text(PAD, top + 20, "head", words.title));
    let at = PAD + measure(words.title, HEAD, 600) + 8;
    if (words.type) {
      element.append(text(at, top + 20, "small dim", words.type));
      at += measure(words.type, SMALL) + 8;
    }
    if (words.badge) {
      const badge = measure(words.badge, HEAD, 600) + 10;
      element.append(
        rectangle("badge", at - 2, top + 6, badge, 19, 9),
        text(at - 2 + badge / 2, top + 20, "head", words.badge, "middle"),
      );
    }
    element.append(text(PAD, top + 36, "small dim", words.count));
    element.append(opener(wide - 25, top + 6, group.key, t("view.open", words.title), "M5.5 9h7M9 5.5v7"));
    const track = wide - 2 * PAD;
    const ahead = rectangle("ahead", PAD, height - 7, 0, 2.5, 1),
      back = rectangle("back", PAD, height - 7, 0, 2.5, 1);
    element.append(rectangle("track", PAD, height - 7, track, 2.5, 1), ahead, back);
    const operations = group.nodes.filter((node) => graph.nodes[node].op);
    let before = "";
    return {
      element,
      update(step, position) {
        const { valued, fired } = data.course(step);
        const share = (list) =>
          operations.filter((node) => list[node] <= position).length / Math.max(operations.length, 1);
        const firing = operations.filter((node) => Number.isFinite(fired[node])).length || 1;
        const come = share(valued),
          gone = (share(fired) * operations.length) / firing;
        const inside = position > 0 && isInside(data.events(step)[position - 1].node);
        const classes = ["group", group.kind];
        if (come) classes.push("on");
        if (gone) classes.push(gone >= 1 ? "done" : "part");
        if (inside) classes.push("now", gone ? "firing" : "computing");
        const after = [come, gone, ...classes].join("|");
        if (after === before) return;
        before = after;
        ahead.setAttribute("width", track * come);
        back.setAttribute("width", track * gone);
        back.setAttribute("x", PAD + track * (1 - gone));
        mark(element, classes);
      },
    };

    function isInside(node) {
      for (let one = tree.home[node]; one; one = one.parent) if (one === group) return true;
      return false;
    }
  }

  /** The sign that opens or closes a group. */
  function opener(x, y, key, title, sign) {
    return svg(
      "g",
      { class: "opener", transform: `translate(${x} ${y})`, "data-toggle": key },
      svg("title", {}, title),
      svg("rect", { class: "touch", x: -5, y: -5, width: 28, height: 28 }),
      svg("circle", { cx: 9, cy: 9, r: 8.5 }),
      svg("path", { d: sign }),
    );
  }

  function drawFrame(graph, { group, x, y, width, height, title }) {
    const { element, words } = begun(graph, "frame", group, x, y);
    element.append(rectangle("box", 0, 0, width, height, 10));
    element.append(opener(title + 7, 6, group.key, t("view.close", words.title), "M5.5 9h7"));
    element.append(text(title + 32, 20, "head", words.title));
    if (words.type) element.append(text(title + 32 + measure(words.title, HEAD, 600) + 8, 20, "small dim", words.type));
    return { element };
  }

  backlight.boxes = { size, titleWidth, drawNode, drawGroup, drawFrame, sized };
})();
