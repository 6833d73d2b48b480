// The lines of the graph: values flow along them one way, gradients the other. What comes back is written on them.
"use strict";
(() => {
  const { svg } = backlight.dom;
  const { format, data } = backlight;

  const LABEL = [78, 18]; // room for a number
  const LETTERS = 11;
  const BUSY = 150; // boxes of a scene, from which on numbers stand in the card alone

  /** The room that the number of these edges needs; none where no gradient can flow, or one for each output. */
  function room(graph, edges) {
    if (edges.length > 1 && severalOutputs(graph, edges[0])) return [0, 0];
    return edges.some((edge) => flows(graph, edge)) ? LABEL : [0, 0];
  }

  function severalOutputs(graph, edge) {
    return graph.nodes[graph.edges[edge].source].kind === "several";
  }

  function flows(graph, edge) {
    return graph.nodes[graph.edges[edge].source].kind !== "constant";
  }

  /** Straight where a coordinate stays, elsewhere a smooth S: along the flow at its ends, or as their slopes say. */
  function path(points, down) {
    const place = (across, along) => (down ? [across, along] : [along, across]).map((x) => x.toFixed(1)).join(" ");
    const turned = points.map(([x, y, slope = 0]) => (down ? [x, y, slope] : [y, x, slope]));
    let told = `M${place(...turned[0])}`;
    turned.slice(1).forEach(([across, along, slope], k) => {
      const [from, start, leaving] = turned[k];
      const lead = (x, y, way, slope) => {
        const far = way * (along - start) * (slope ? 0.25 : 0.5);
        return place(x + far * slope, y + far);
      };
      if (across === from || along === start) told += `L${place(across, along)}`;
      else told += `C${lead(from, start, 1, leaving)} ${lead(across, along, -1, slope)} ${place(across, along)}`;
    });
    return told;
  }

  /** Draw a line or a trunk; returns {element, update(step, position)}. */
  function draw(graph, { edges, points, head, label }, direction) {
    const down = direction === "down";
    const d = path(points, down);
    const element = svg("g", { class: "line", "data-edge": edges[0], "data-edges": edges.join(" ") });
    const flow = svg("path", { class: "flow", d });
    const back = svg("path", { class: "back", d });
    element.append(svg("path", { class: "touch", d }), flow, back);
    if (head) {
      const [x, y] = points.at(-1);
      element.append(svg("path", { class: "arrow", d: `M${x} ${y}${down ? "l-4 -8h8z" : "l-8 -4v8z"}` }));
    }
    const number = label
      ? svg("text", {
          class: "mono small",
          x: label[0] + label[2] / 2,
          y: label[1] + label[3] / 2 + 3.8,
          "text-anchor": "middle",
        })
      : null;
    const chip = label
      ? svg("rect", { class: "chip", x: 0, y: label[1] + 0.5, width: 0, height: label[3] - 1, rx: 8 })
      : null;
    if (label) element.append(svg("g", { class: "number" }, chip, number));
    const flowing = edges.filter((edge) => flows(graph, edge));
    let before = "";

    function update(step, position) {
      const { arrived, valued } = data.course(step);
      const come = flowing.filter((edge) => arrived[edge] <= position);
      const on = edges.some((edge) => valued[graph.edges[edge].source] <= position);
      const now = come.some((edge) => arrived[edge] === position);
      const after = `${step}|${come.length}|${on}|${now}`;
      if (after === before) return;
      before = after;
      const parts = come.map((edge) => data.contribution(step, edge)).filter(Boolean);
      const { size, sign } = weigh(parts);
      const word = ["negative", "mixed", "positive"][sign + 1];
      const bad = parts.some((part) => format.nonfinite(part));
      element.setAttribute(
        "class",
        [
          "line",
          on && "on",
          come.length && "came",
          word,
          now && "now",
          bad && "bad",
          ...["chosen", "near"].filter((name) => element.classList.contains(name)),
        ]
          .filter(Boolean)
          .join(" "),
      );
      back.style.strokeWidth = come.length ? thickness(step, size) : 0;
      if (!number) return;
      const told = come.length ? numberOf(graph, step, come, parts) : "";
      number.textContent = told;
      const wide = told ? Math.min(Math.max(told.length * 6.35 + 14, 42), label[2]) : 0;
      chip.setAttribute("width", wide);
      chip.setAttribute("x", label[0] + (label[2] - wide) / 2);
    }

    return { element, update };
  }

  /** The size of several contributions, and their sign where they agree. */
  function weigh(parts) {
    const all = parts.map(data.magnitude);
    const size = Math.max(0, ...all.map((one) => one.size));
    const signs = new Set(all.map((one) => one.sign));
    return { size, sign: signs.size === 1 ? all[0].sign : 0 };
  }

  /** What has come back along a line: a number, or a norm; of several edges their sum, where it is known. */
  function numberOf(graph, step, come, parts) {
    if (!parts.length) return "";
    const sources = new Set(come.map((edge) => graph.edges[edge].source));
    if (sources.size > 1) return "";
    const [source] = sources;
    const all = data.gradient(step, source);
    const sum = all && all.of === come.length ? all.sum : data.add(parts, graph.nodes[source].dtype);
    if (!sum) return "";
    const one = format.single(sum);
    return one === undefined ? backlight.boxes.sized(sum, LETTERS) : format.signed(one).slice(0, LETTERS);
  }

  const largest = new WeakMap(); // contribution, by step

  /** Wide for what is large in this step; a hundredth of the largest is thin. */
  function thickness(step, size) {
    const detail = data.detail(step);
    if (!largest.has(detail))
      largest.set(
        detail,
        Math.max(0, ...detail.contributions.map((one) => data.magnitude(one).size).filter(Number.isFinite)),
      );
    const most = largest.get(detail);
    if (!Number.isFinite(size) || !most) return 5;
    return 1.4 + 4.4 * Math.max(0, 1 + Math.log10(Math.max(size / most, 1e-3)) / 3);
  }

  backlight.lines = { draw, room, BUSY };
})();
