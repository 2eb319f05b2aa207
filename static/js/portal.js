/* What the pages of people who are logged in do besides htmx: warn before the session ends, let somebody log
   in beside a form, and see to it that typed text is kept. Nothing is ever put in browser storage. */
"use strict";

(() => {
  const WARN = 120; // seconds before the session ends
  const RETRY = 5000; // milliseconds until a text that was not kept is sent again
  const dialog = document.getElementById("sessie");
  if (!dialog) return;
  const toast = document.getElementById("melding");
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const parts = () => dialog.querySelectorAll("[data-part]");
  const show = (name) => {
    for (const section of parts()) section.hidden = section !== part(name);
    dialog.setAttribute("aria-labelledby", `sessie-kop-${name}`);
    if (!dialog.open) dialog.showModal();
  };
  let endsAt = Date.now() + 1000 * Number(dialog.dataset.endsIn);
  let warnedOf = 0; // the end that was warned of: once is enough
  let dismissed = false; // the log-in was closed, to copy a text for example

  dialog.addEventListener("cancel", () => { dismissed = !part("login").hidden; });
  dialog.addEventListener("close", () => { for (const section of parts()) section.hidden = true; });

  // The session: a warning in time, and the log-in when it is over.

  const ask = async (method) => {
    const options = { method, headers: { Accept: "application/json" }, credentials: "same-origin" };
    if (method === "POST") options.headers["X-CSRFToken"] = token().value;
    else options.headers.Background = "1";
    const answer = await fetch(dialog.dataset.url, options);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const token = () => document.querySelector('[name="csrfmiddlewaretoken"]');
  const isOurs = (state) => state.email === dialog.dataset.email;
  // A form of this page must not go on in the name of somebody else who logged in meanwhile.
  const learn = (state) => {
    endsAt = Date.now() + 1000 * (isOurs(state) ? state.seconds : 0);
    for (const form of document.forms) {
      const field = form.elements.csrfmiddlewaretoken;
      if (field && (isOurs(state) || form.closest("dialog"))) field.value = state.token;
    }
    return state;
  };

  const tick = async () => {
    const left = Math.ceil((endsAt - Date.now()) / 1000);
    if (left <= 0) return dismissed || askToLogIn();
    if (left > WARN) {
      if (dialog.open && part("login").hidden) dialog.close();
      return;
    }
    if (Math.abs(endsAt - warnedOf) < 30000) return;
    warnedOf = endsAt;
    // Another tab may have used the session meanwhile.
    const state = await ask("GET").then(learn).catch(() => null);
    if (state && state.seconds > WARN) return;
    warnedOf = endsAt;
    show(state && state.longest <= WARN ? "last" : "warning");
  };

  const askToLogIn = () => {
    if (!part("login").hidden && dialog.open) return;
    dismissed = false;
    part("login").querySelector("[role=alert]").textContent = "";
    show("login");
  };

  part("warning").querySelector("button").addEventListener("click", () => {
    ask("POST").then(learn).then((state) => isOurs(state) ? dialog.close() : askToLogIn()).catch(askToLogIn);
  });
  part("last").querySelector("button").addEventListener("click", () => dialog.close());

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
      if (isOurs(state)) return goOn(form);
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
    ask("GET").then(learn).then((state) => isOurs(state) && state.seconds > 0 && goOn()).catch(() => {});
  });

  const goOn = (form) => {
    if (form) form.querySelector("[type=password]").value = "";
    dialog.close();
    for (const element of document.querySelectorAll(".blk-keeping")) htmx.trigger(element, "retry");
  };

  // Typed text: say so when it was not kept, and try again; send what is left when the page goes.

  const live = (element) => element.closest?.("form")?.querySelector("[data-live]");
  const say = (place, text) => {
    place.dataset.state = "failed";
    place.querySelector("[data-kept]").textContent = text;
  };
  const failed = (element) => {
    const place = live(element);
    if (!place) {
      toast.textContent = dialog.dataset.offline;
      return;
    }
    say(place, place.dataset.failed);
    setTimeout(() => place.isConnected && htmx.trigger(place.closest(".blk-keeping"), "retry"), RETRY);
  };
  const tried = new WeakMap();
  const isFirstTry = (element) => {
    const before = tried.get(element) ?? 0;
    tried.set(element, Date.now());
    return Date.now() - before > 2 * RETRY;
  };
  // What htmx cannot show, the browser can: a page with the reason, and with the text that was sent.
  const goThere = (element, submitter) => {
    if (element.href) return location.assign(element.href);
    if (!element.matches("form")) return;
    if (submitter?.name) {
      const button = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name });
      button.value = submitter.value;
      element.append(button);
    }
    HTMLFormElement.prototype.submit.call(element);
  };

  document.body.addEventListener("htmx:responseError", (event) => {
    const element = event.target;
    const status = event.detail.xhr.status;
    const isKeeping = element.matches(".blk-keeping");
    const submitter = event.detail.requestConfig?.triggeringEvent?.submitter;
    if (status !== 403) return isKeeping ? failed(element) : goThere(element, submitter);
    // Logged out, logged in again since this page was made, or a right that went meanwhile.
    ask("GET").then(learn).then((state) => {
      if (!isOurs(state)) askToLogIn();
      else if (!isKeeping) goThere(element, submitter);
      else if (isFirstTry(element)) htmx.trigger(element, "retry");
      else say(live(element), live(element).dataset.refused);
    }).catch(() => failed(element));
  });
  document.body.addEventListener("htmx:sendError", (event) => failed(event.target));
  document.body.addEventListener("htmx:beforeRequest", () => { toast.textContent = ""; });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const seconds = event.detail.xhr?.getResponseHeader("Session-Ends-In");
    if (seconds) endsAt = Date.now() + 1000 * Number(seconds);
    if (event.target.matches?.(".blk-keeping") && event.detail.successful) delete event.target.dataset.dirty;
  });

  document.addEventListener("input", (event) => {
    const keeping = event.target.form?.querySelector(".blk-keeping");
    if (keeping) keeping.dataset.dirty = "1";
  });
  const flush = (keeping) => {
    delete keeping.dataset.dirty;
    const body = new URLSearchParams(new FormData(keeping.closest("form")));
    return fetch(keeping.dataset.hxPost, { method: "POST", body, keepalive: true, credentials: "same-origin" });
  };
  window.addEventListener("pagehide", () => {
    for (const keeping of document.querySelectorAll(".blk-keeping[data-dirty]")) flush(keeping).catch(() => {});
  });
  // "Sluiten" waits until the last words are kept.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-close]");
    const keeping = link?.closest("form")?.querySelector(".blk-keeping[data-dirty]");
    if (!keeping) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    flush(keeping).then((answer) => answer.ok ? link.click() : failed(keeping)).catch(() => failed(keeping));
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector('[data-live][data-state="failed"]')) event.preventDefault();
  });

  // Both texts of a conflict and the errors of a form are answers, to be shown like any other.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) Object.assign(event.detail, { shouldSwap: true, isError: false });
  });
  // What stood open stays open, and whoever stood in it stays there.
  let open = [], focused = "";
  document.body.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll(".blk-live details[open]")].map((element) => element.id);
    focused = document.activeElement?.id ?? "";
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (document.activeElement === document.body && focused) document.getElementById(focused)?.focus();
    // htmx has moved the focus to what is new; a later swap must not find an older mark.
    for (const element of document.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
  });

  setInterval(tick, 1000);
})();
