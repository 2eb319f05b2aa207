/* What the pages of people who are logged in do besides htmx: warn before the session ends, let somebody log
   in beside a form, and say when typed text could not be kept. Nothing is ever put in browser storage. */
"use strict";

(() => {
  const WARN = 120; // seconds before the session ends
  const RETRY = 5000; // milliseconds until a text that was not kept is sent again
  const dialog = document.getElementById("sessie");
  if (!dialog) return;
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const show = (name) => {
    for (const section of dialog.querySelectorAll("[data-part]")) section.hidden = section !== part(name);
    if (!dialog.open) dialog.showModal();
  };
  const toast = document.getElementById("melding");
  let endsAt = Date.now() + 1000 * Number(dialog.dataset.endsIn);
  let dismissed = false; // the log-in was closed, to copy a text for example

  // The session: a warning in time, and the log-in when it is over.

  const tick = () => {
    const left = Math.ceil((endsAt - Date.now()) / 1000);
    if (left <= 0) dismissed || askToLogIn();
    else if (left <= WARN && part("warning").hidden) check().then(() => endsAt - Date.now() <= 1000 * WARN && show("warning"));
    if (left > WARN && dialog.open && !part("warning").hidden) dialog.close();
  };
  dialog.addEventListener("cancel", () => { dismissed = !part("login").hidden; });
  dialog.addEventListener("close", () => {
    for (const section of dialog.querySelectorAll("[data-part]")) section.hidden = true;
  });

  const ask = async (method) => {
    const options = { method, headers: { Accept: "application/json" }, credentials: "same-origin" };
    if (method === "POST") options.headers["X-CSRFToken"] = token().value;
    else options.headers.Background = "1";
    const answer = await fetch(dialog.dataset.url, options);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  // Another tab may have used the session meanwhile.
  const check = () => ask("GET").then(learn).catch(() => {});
  const learn = (state) => {
    endsAt = Date.now() + 1000 * state.seconds;
    for (const field of document.querySelectorAll('[name="csrfmiddlewaretoken"]')) field.value = state.token;
    return state;
  };
  const token = () => document.querySelector('[name="csrfmiddlewaretoken"]');

  const askToLogIn = () => {
    if (!part("login").hidden && dialog.open) return;
    dismissed = false;
    part("login").querySelector("[role=alert]").textContent = "";
    show("login");
  };

  part("warning").querySelector("button").addEventListener("click", () => {
    ask("POST").then(learn).then(() => dialog.close()).catch(askToLogIn);
  });

  part("login").querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const problem = form.querySelector("[role=alert]");
    problem.textContent = "";
    try {
      const body = new FormData(form);
      const headers = { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" };
      const answer = await fetch(form.action, { method: "POST", body, headers, credentials: "same-origin" });
      const state = learn(await ask("GET"));
      if (state.email === dialog.dataset.email) return goOn(form);
      // Another account, a second step, or a wrong password.
      problem.textContent = state.email || answer.ok ? dialog.dataset.elsewhere : dialog.dataset.wrong;
    } catch {
      problem.textContent = dialog.dataset.offline;
    }
  });

  // A form that is not sent by htmx: no use sending it when the session is over.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-token-form]:not([data-hx-post])") && Date.now() > endsAt) {
      event.preventDefault();
      askToLogIn();
    }
  });

  // Logged in again in another tab: go on here as well.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !dialog.open) return;
    ask("GET").then(learn).then((state) => state.email === dialog.dataset.email && goOn()).catch(() => {});
  });

  const goOn = (form) => {
    if (form) form.querySelector("[type=password]").value = "";
    dialog.close();
    retryAll();
  };

  // Typed text: say so when it was not kept, and try again.

  const live = (element) => element.closest?.("form")?.querySelector("[data-live]");
  const retryAll = () => {
    for (const element of document.querySelectorAll(".blk-keeping")) htmx.trigger(element, "retry");
  };
  const failed = (element) => {
    const place = live(element);
    if (!place) {
      toast.textContent = dialog.dataset.offline;
      return;
    }
    place.dataset.state = "failed";
    place.querySelector("[data-kept]").textContent = place.dataset.failed;
    setTimeout(() => place.isConnected && htmx.trigger(place.closest(".blk-keeping"), "retry"), RETRY);
  };

  document.body.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status !== 403) return failed(event.target);
    // Logged out, logged in again since this page was made, or a right that went meanwhile.
    ask("GET").then(learn).then((state) => {
      if (state.email !== dialog.dataset.email) askToLogIn();
      else if (event.target.matches(".blk-keeping") && isFirstTry(event.target)) htmx.trigger(event.target, "retry");
      else if (isFirstTry(event.target)) toast.textContent = dialog.dataset.again;
      else failed(event.target);
    }).catch(() => failed(event.target));
  });
  const tried = new WeakMap();
  const isFirstTry = (element) => {
    const before = tried.get(element) ?? 0;
    tried.set(element, Date.now());
    return Date.now() - before > 2 * RETRY;
  };
  document.body.addEventListener("htmx:sendError", (event) => failed(event.target));
  document.body.addEventListener("htmx:afterRequest", (event) => {
    toast.textContent = "";
    const seconds = event.detail.xhr?.getResponseHeader("Session-Ends-In");
    if (seconds) endsAt = Date.now() + 1000 * Number(seconds);
  });
  // Both texts of a conflict and the errors of a form are answers, to be shown like any other.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) Object.assign(event.detail, { shouldSwap: true, isError: false });
  });
  // htmx has moved the focus to what is new; a later swap must not find an older mark.
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const element of document.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector('[data-live][data-state="failed"]')) event.preventDefault();
  });

  setInterval(tick, 1000);
})();
