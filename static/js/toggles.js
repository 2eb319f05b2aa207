/* The menu on a narrow screen: closed behind one button. Loaded before the page is drawn, so that nothing
   jumps; without this script the menu is simply there. */
"use strict";

document.documentElement.classList.add("has-menu-button");

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector(".blk-menu-button");
  if (!button) return;
  const header = button.closest("header");
  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  const set = (open) => button.setAttribute("aria-expanded", String(open));

  button.addEventListener("click", () => set(!isOpen()));
  header.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    set(false);
    button.focus();
  });
});
