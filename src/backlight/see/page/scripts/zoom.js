// Moving around in a picture that is larger than its window: by wheel, drag, pinch and keys.
"use strict";
(() => {
  const LEAST = 0.05,
    MOST = 3;

  /**
   * Let the contents of `svg`, which stand in `group`, be moved.
   *
   * Arguments: told, which is called when the viewer does that; moved, whenever another part of it may be in sight.
   */
  function movable(svg, group, told, moved) {
    const view = { x: 0, y: 0, scale: 1 };
    const pointers = new Map();
    let dragged = false;

    const size = () => [svg.clientWidth || 1, svg.clientHeight || 1];

    function apply() {
      group.setAttribute(
        "transform",
        `translate(${view.x.toFixed(2)} ${view.y.toFixed(2)}) scale(${view.scale.toFixed(4)})`,
      );
      svg.classList.toggle("far", view.scale < 0.45);
      moved();
    }

    /** The part of the picture that is in sight: [left, top, right, bottom]. */
    function sight() {
      const [w, h] = size();
      return [-view.x, -view.y, w - view.x, h - view.y].map((at) => at / view.scale);
    }

    /** Change the scale, with the point (x, y) of the window held in its place. */
    function by(factor, x = size()[0] / 2, y = size()[1] / 2) {
      const scale = Math.min(MOST, Math.max(LEAST, view.scale * factor));
      view.x = x - ((x - view.x) * scale) / view.scale;
      view.y = y - ((y - view.y) * scale) / view.scale;
      view.scale = scale;
      apply();
    }

    /** The scale at which a picture of this size fits. */
    function scaleFor(width, height) {
      const [w, h] = size();
      return Math.min((w - 48) / Math.max(width, 1), (h - 48) / Math.max(height, 1), 1.15);
    }

    /** Show a whole picture, but not much smaller than `least`: then its beginning is shown. */
    function fit(width, height, least = 0) {
      const [w, h] = size();
      const narrow = Math.max((w - 24) / Math.max(width, 1), least * 0.65);
      view.scale = Math.max(scaleFor(width, height), Math.min(least, narrow), LEAST);
      view.x = Math.max((w - width * view.scale) / 2, 12);
      view.y = Math.max((h - height * view.scale) / 2, 24);
      apply();
    }

    /** Move as little as is needed to have a box in sight. */
    function show({ x, y, width, height }) {
      const [w, h] = size();
      const edge = Math.min(48, w / 6, h / 6);
      const axis = (at, long, start, room) => {
        const low = at * view.scale + start,
          high = low + long * view.scale;
        if (high - low > room - 2 * edge) return start + room / 2 - (low + high) / 2;
        return start + Math.max(edge - low, 0) - Math.max(high - room + edge, 0);
      };
      const next = [axis(x, width, view.x, w), axis(y, height, view.y, h)];
      if (next[0] === view.x && next[1] === view.y) return;
      [view.x, view.y] = next;
      apply();
    }

    /** Move the picture by so many pixels. */
    function move(x, y) {
      view.x += x;
      view.y += y;
      apply();
    }

    /** Hold a place of the picture where another was. */
    function keep(before, after) {
      move((before[0] - after[0]) * view.scale, (before[1] - after[1]) * view.scale);
    }

    const at = (event) => {
      const frame = svg.getBoundingClientRect();
      return [event.clientX - frame.left, event.clientY - frame.top];
    };

    svg.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        told();
        by(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : event.ctrlKey ? 0.01 : 0.0015)), ...at(event));
      },
      { passive: false },
    );

    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      pointers.set(event.pointerId, at(event));
      dragged = false;
    });

    svg.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const now = at(event);
      if (!dragged && Math.hypot(now[0] - before[0], now[1] - before[1]) < 4) return;
      if (!dragged) svg.setPointerCapture(event.pointerId);
      dragged = true;
      told();
      if (pointers.size === 2) {
        const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
        const spread = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
        by(spread(now) / Math.max(spread(before), 1), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      } else {
        move(now[0] - before[0], now[1] - before[1]);
      }
      pointers.set(event.pointerId, now);
    });

    for (const name of ["pointerup", "pointercancel"]) {
      svg.addEventListener(name, (event) => pointers.delete(event.pointerId));
    }
    // What ends a drag is no click.
    svg.addEventListener(
      "click",
      (event) => {
        if (dragged) event.stopPropagation();
        dragged = false;
      },
      true,
    );

    return { fit, by, show, move, sight, keep, size, scaleFor, view };
  }

  backlight.zoom = { movable };
})();
