/* Zooming and panning of the map: an extra. Without it the whole map is shown, and its tables say the same. */
"use strict";

(() => {
  const STEPS = [1, 1.5, 2.25, 3.4, 5]; // as in explore.css
  const STRIDE = 0.25; // of what is shown, per press of an arrow
  const figure = document.querySelector("[data-map]");
  if (!figure) return;
  const drawing = figure.querySelector(".blk-map__drawing");
  const svg = drawing.querySelector(".region-map");
  const tools = figure.querySelector("[data-map-tools]");
  const whole = svg.viewBox.baseVal;
  const size = { width: whole.width, height: whole.height };
  let step = 0;
  let centre = { x: size.width / 2, y: size.height / 2 };

  const button = (name) => tools.querySelector(name);
  const shown = () => ({ width: size.width / STEPS[step], height: size.height / STEPS[step] });

  const draw = () => {
    const { width, height } = shown();
    centre.x = Math.min(Math.max(centre.x, width / 2), size.width - width / 2);
    centre.y = Math.min(Math.max(centre.y, height / 2), size.height - height / 2);
    svg.setAttribute("viewBox", `${centre.x - width / 2} ${centre.y - height / 2} ${width} ${height}`);
    svg.dataset.zoom = String(step);
    svg.toggleAttribute("data-zoomed", step > 0);
    button('[data-zoom="in"]').disabled = step === STEPS.length - 1;
    for (const one of tools.querySelectorAll('[data-zoom="out"], [data-zoom="reset"], [data-pan]')) one.disabled = step === 0;
    // A button that was pressed until it ended must not take the focus with it.
    if (document.activeElement?.disabled || document.activeElement === document.body) {
      if (tools.contains(lastPressed)) button('[data-zoom="in"]:not(:disabled), [data-zoom="out"]:not(:disabled)').focus();
    }
  };
  let lastPressed = null;

  const zoom = (by) => {
    step = by === "reset" ? 0 : Math.min(Math.max(step + (by === "in" ? 1 : -1), 0), STEPS.length - 1);
    draw();
  };
  const pan = (way) => {
    const { width, height } = shown();
    centre.x += { left: -1, right: 1 }[way] * STRIDE * width || 0;
    centre.y += { up: -1, down: 1 }[way] * STRIDE * height || 0;
    draw();
  };

  tools.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    lastPressed = pressed;
    if (pressed.dataset.zoom) zoom(pressed.dataset.zoom);
    else pan(pressed.dataset.pan);
    lastPressed = null;
  });

  // Keys work while the focus is in the map or on its buttons; nowhere else do they mean the map.
  drawing.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (event.key === "+" || event.key === "=") zoom("in");
    else if (event.key === "-") zoom("out");
    else if (event.key === "0") zoom("reset");
    else if (way && step > 0) pan(way);
    else return;
    event.preventDefault();
  });

  // What gets the focus by keyboard has to be in sight. Not on the drawing itself: Chromium takes an SVG with
  // a listener for focus to be a stop of its own.
  drawing.addEventListener("focusin", (event) => {
    const link = event.target.closest(".region-map a");
    if (!link || step === 0 || !link.matches(":focus-visible")) return;
    const box = link.getBBox();
    centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    draw();
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  let from = null;
  let moved = false;
  svg.addEventListener("pointerdown", (event) => {
    if (step === 0 || event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY, centre: { ...centre } };
    moved = false;
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    const unit = shown().width / svg.clientWidth;
    if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > 4) moved = true;
    if (!moved) return;
    svg.toggleAttribute("data-dragging", true);
    centre = { x: from.centre.x - (event.clientX - from.x) * unit, y: from.centre.y - (event.clientY - from.y) * unit };
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => {
    from = null;
    svg.removeAttribute("data-dragging");
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  // A drag that ends on a municipality is not a click on it.
  svg.addEventListener("click", (event) => { if (moved) event.preventDefault(); moved = false; }, true);

  tools.hidden = false;
  draw();
})();
