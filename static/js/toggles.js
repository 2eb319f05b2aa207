/* On a narrow screen the menu and the filters are closed, each behind a button. Loaded before the page is
   drawn, so that nothing jumps; without this script both are simply there, and no button. */
"use strict";

document.documentElement.classList.add("has-toggles");

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll(".blk-toggle")) {
    const isOpen = () => button.getAttribute("aria-expanded") === "true";
    const set = (open) => button.setAttribute("aria-expanded", String(open));

    button.addEventListener("click", () => set(!isOpen()));
    button.closest("header, form").addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !isOpen() || getComputedStyle(button).display === "none") return;
      set(false);
      button.focus();
    });
  }
});
