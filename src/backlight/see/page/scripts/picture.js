// All values of a large array as a picture: a square for each entry, its colour the sign, its strength the size. The
// last two dimensions are a tile; the tiles of more dimensions stand side by side. A pointer on it reads one entry.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { real, exact, number } = backlight.format;
  const { t } = backlight.words;
  const GAP = 3, LARGEST = 14, WIDEST = 64; // between tiles, the side of a square, how many of a vector in a row
  const SIDE = 6; // of a square where there are many tiles

  let painted = []; // the pictures on the page, which a change of theme paints anew

  /** The tiles of nested lists, each {index: of the outer dimensions, rows}. */
  function tiles(nested, index = []) {
    if (!Array.isArray(nested[0])) {
      const rows = [];
      for (let i = 0; i < nested.length; i += WIDEST) rows.push(nested.slice(i, i + WIDEST));
      return [{ index, rows, vector: true }];
    }
    if (!Array.isArray(nested[0][0])) return [{ index, rows: nested }];
    return nested.flatMap((part, i) => tiles(part, [...index, i]));
  }

  function picture(nested, label) {
    const all = tiles(nested);
    const height = all[0].rows.length, width = all[0].rows[0].length;
    const largest = [nested].flat(Infinity).map((x) => Math.abs(real(x))).filter(Number.isFinite);
    const most = largest.reduce((a, b) => Math.max(a, b), 0);
    const room = backlight.panels.room() - 30;
    const across = Math.max(1, Math.min(all.length, Math.floor(room / (width * SIDE + GAP)) || 1));
    const side = Math.max(1, Math.min(LARGEST, Math.floor((room / across - GAP) / width)));
    const name = `${label ?? ""} ${t("values.all")}`.trim();
    const canvas = html("canvas", { class: "picture", role: "img", "aria-label": name });
    canvas.width = across * (width * side + GAP) - GAP;
    canvas.height = Math.ceil(all.length / across) * (height * side + GAP) - GAP;
    canvas.style.width = `${Math.round(canvas.width * Math.max(1, Math.min(3, room / canvas.width)))}px`;
    const corner = (k) => [(k % across) * (width * side + GAP), Math.floor(k / across) * (height * side + GAP)];

    function paint() {
      const style = getComputedStyle(canvas), colour = (name) => style.getPropertyValue(name).trim();
      const [plus, minus, warn, ground] = ["--plus", "--minus", "--warn", "--grid"].map(colour);
      const brush = canvas.getContext("2d");
      brush.globalAlpha = 1;
      brush.clearRect(0, 0, canvas.width, canvas.height);
      all.forEach(({ rows }, k) => {
        const [left, top] = corner(k);
        rows.forEach((row, i) =>
          row.forEach((entry, j) => {
            const x = real(entry), size = Math.abs(x);
            const place = [left + j * side, top + i * side, side, side];
            brush.globalAlpha = 0.35;
            brush.fillStyle = ground;
            brush.fillRect(...place);
            brush.globalAlpha = Number.isFinite(x) ? (most ? size / most : 0) : 1;
            brush.fillStyle = Number.isFinite(x) ? (x < 0 ? minus : plus) : warn;
            brush.fillRect(...place);
          }),
        );
      });
    }

    const readout = html("p", { class: "dim readout" }, `|x| ≤ ${number(most)}`);
    function read(event) {
      const box = canvas.getBoundingClientRect();
      const x = ((event.clientX - box.left) * canvas.width) / box.width;
      const y = ((event.clientY - box.top) * canvas.height) / box.height;
      const k = Math.floor(y / (height * side + GAP)) * across + Math.floor(x / (width * side + GAP));
      const [left, top] = corner(k);
      const i = Math.floor((y - top) / side), j = Math.floor((x - left) / side);
      const entry = all[k]?.rows[i]?.[j];
      if (entry === undefined) return;
      const place = all[k].vector ? [...all[k].index, i * WIDEST + j] : [...all[k].index, i, j];
      readout.textContent = `[${place.join(", ")}] = ${exact(entry) ?? number(entry)}`;
    }
    canvas.addEventListener("pointermove", read);
    canvas.addEventListener("pointerdown", read);
    painted = [...painted.filter((one) => one.canvas.isConnected), { canvas, paint }];
    requestAnimationFrame(paint);
    return html("div", { class: "whole" }, canvas, readout);
  }

  backlight.store.on("theme", () => requestAnimationFrame(() => painted.forEach(({ paint }) => paint())));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => painted.forEach(({ paint }) => paint()));
  backlight.picture = picture;
})();
