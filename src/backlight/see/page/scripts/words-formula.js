// The words inside of formulas in Chinese: "1 where x > 0" is "1（当 x > 0）". A record tells formulas in English.
"use strict";
(() => {
  // Longer phrases stand before those that they contain.
  const PHRASES = [
    [" for the rows looked up", "（对查到的行）"],
    [" for the largest of each window", "（对每个窗口的最大值）"],
    [" for the largest", "（对最大值）"],
    [" for each patch it is in", "（对它所在的每个窗口）"],
    [" for each repeat", "（对每次重复）"],
    [" for classes too near", "（对过近的类别）"],
    [", −Σ of them for the right one", "，正确的类别为其和的相反数"],
    [" per pair too near", "（对每个过近的配对）"],
    ["σ(b) for a, a·σ′(b) for b", "对 a 为 σ(b)，对 b 为 a·σ′(b)"],
    [" on and above the diagonal", "（在对角线及其上方）"],
    [" on and below the diagonal", "（在对角线及其下方）"],
    [" on the diagonal", "（在对角线上）"],
    [" at the index", "（在该索引处）"],
    [" at the class", "（在该类别处）"],
    [" up to here", "（到此为止）"],
    [" over cells", "（对各个位置）"],
    [" along out", "（沿 out）"],
    [" inside", "（在内部）"],
    ["1/size of the window", "1/窗口大小"],
    ["Π of the others so far", "到此为止其余各项之积"],
    ["Π of the others", "其余各项之积"],
    [" the share of the paths", " 各路径所占的份额"],
    ["slope of the image", "图像的斜率"],
    ["the weights", "权重"],
    ["not derived", "不求导"],
    [", at most ±", "，不超过 ±"],
    [", else slope", "，否则 slope"],
    [", else ", "，否则 "],
    [", shared", "，均分"],
    [", 1 above", "，其上为 1"],
    ["x is a number", "x 是数"],
    ["x is finite", "x 有限"],
    [" where masked", "（在被遮住处）"],
    [" where kept", "（在被保留处）"],
    [" where true", "（在条件为真处）"],
    [" where false", "（在条件为假处）"],
  ];

  // A formula in the language of the page.
  function formula(text) {
    if (backlight.store.get().language !== "zh" || !text) return text;
    const put = (whole, [words, chinese]) => whole.replaceAll(words, chinese);
    return PHRASES.reduce(put, text).replace(/ where (.*)$/, "（当 $1）");
  }

  backlight.words = { ...backlight.words, formula };
})();
