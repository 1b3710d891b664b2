// SPDX-License-Identifier: Apache-2.0
// What can be seen to be wrong in a page without knowing it. Each function runs in the page and gives lines.

// Text that does not fit into its box, and a page that must be scrolled sideways. What scrolls by itself may be wider.
export function misfits() {
  const found = [];
  const scrolls = (e) => {
    for (; e && e !== document.body; e = e.parentElement)
      if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return true;
    return false;
  };
  const hidden = (e) => {
    for (; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.clipPath !== "none" || style.display === "none" || style.visibility === "hidden") return true;
    }
    return false;
  };
  const name = (e) => `<${e.localName} class="${e.getAttribute("class") ?? ""}"> ${e.textContent.trim().slice(0, 40)}`;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth)
    found.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
  for (const e of document.body.querySelectorAll("*")) {
    if (!e.textContent.trim() || e.closest("svg") || scrolls(e) || hidden(e)) continue;
    const box = e.getBoundingClientRect();
    if (box.width === 0 || e.closest(".skip")) continue;
    if (box.right > root.clientWidth + 1 || box.left < -1) found.push(`leaves the window: ${name(e)}`);
    const outer = e.parentElement.closest("details, .box")?.getBoundingClientRect();
    if (outer && box.right > outer.right + 1) found.push(`leaves its box: ${name(e)}`);
    if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).overflowX !== "visible")
      found.push(`is cut off: ${name(e)}`);
  }
  // What is chosen in a list is drawn by the browser, and cut off in silence.
  const pen = document.createElement("canvas").getContext("2d");
  for (const e of document.querySelectorAll("select")) {
    const style = getComputedStyle(e);
    if (!e.checkVisibility()) continue;
    pen.font = `${style.fontSize} ${style.fontFamily}`;
    const arrow = 20, room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
    for (const o of e.options)
      if (pen.measureText(o.text).width > room) found.push(`is cut off when it is chosen: ${o.text}`);
  }
  return found;
}

// Pieces of text that lie over one another.
export function overlaps() {
  const found = [];
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || node.parentElement.closest("svg, option, .skip, .hidden-text, title")) continue;
    if (!node.parentElement.checkVisibility()) continue;
    let clipped = false;
    for (let e = node.parentElement; e; e = e.parentElement) if (getComputedStyle(e).clipPath !== "none") clipped = true;
    if (clipped) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects())
      if (r.width > 1 && r.height > 1) pieces.push({ r, node, text: node.data.trim().slice(0, 30) });
  }
  for (let i = 0; i < pieces.length; i++)
    for (let k = i + 1; k < pieces.length; k++) {
      const a = pieces[i].r, b = pieces[k].r;
      if (pieces[i].node === pieces[k].node) continue;
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // Lines of large type have boxes that reach into the next line; letters do not.
      if (width > 2 && height > 0.4 * Math.min(a.height, b.height))
        found.push(`"${pieces[i].text}" lies over "${pieces[k].text}"`);
    }
  return found;
}

// Contrast of text in drawings, which axe-core does not look at: the colour of each text against the fill of the last
// shape that is painted before it at its place.
export function faintDrawings() {
  const found = [];
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: a / 255 };
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a),
    g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a),
    a: 1,
  });
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
  };
  for (const svg of document.querySelectorAll("svg")) {
    const painted = [];
    for (const e of svg.querySelectorAll("rect, path, circle, ellipse, polygon, text")) {
      const style = getComputedStyle(e), box = e.getBoundingClientRect();
      if (e.closest("defs, marker") || style.display === "none" || style.visibility === "hidden") continue;
      if (e.localName !== "text") {
        if (style.fill !== "none") painted.push({ box, colour: { ...parse(style.fill), a: parse(style.fill).a * +style.fillOpacity } });
        continue;
      }
      if (!e.textContent.trim()) continue;
      const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
      let below = ground(svg);
      for (const p of painted)
        if (p.box.left <= x && x <= p.box.right && p.box.top <= y && y <= p.box.bottom) below = over(p.colour, below);
      const a = luminance(over(parse(style.fill), below)), b = luminance(below);
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && +style.fontWeight >= 700);
      if (contrast < (large ? 3 : 4.5)) found.push(`"${e.textContent}" has a contrast of ${contrast.toFixed(2)}`);
    }
  }
  return found;
}
