/**
 * What a browser with script adds; every page works without it. Plain JavaScript for browsers of the last five years.
 * It is a text, so that it is served exactly as written here and not changed by the Worker's bundler.
 */
export const SCRIPT = `"use strict";
(() => {
  // The page's language, in the reader's own variety of it: days before months, or hours up to 24.
  const own = document.documentElement.lang || "en";
  // Chromium on a machine without a locale says "en-US@posix", which Intl refuses.
  const isTag = (tag) => {
    try {
      return Intl.getCanonicalLocales(tag).length > 0;
    } catch {
      return false;
    }
  };
  const language = (navigator.languages || []).find((tag) => tag.split("-")[0] === own && isTag(tag)) || own;
  const all = (selector, root = document) => root.querySelectorAll(selector);

  // Moments in the reader's own zone; the title keeps what was there.
  const styles = { moment: { dateStyle: "medium", timeStyle: "short" }, date: { dateStyle: "medium" } };
  for (const time of all("time[data-show]")) {
    const format = new Intl.DateTimeFormat(language, styles[time.dataset.show]);
    time.title = time.textContent.trim();
    time.textContent = format.format(new Date(time.dateTime));
  }

  // Dates that are typed: in the reader's own zone, sent in UTC.
  const pad = (number) => String(number).padStart(2, "0");
  const toLocal = (date) =>
    date.getFullYear() + "-" + pad(date.getMonth() + 1) + "-" + pad(date.getDate()) + "T" + pad(date.getHours()) + ":" + pad(date.getMinutes());
  for (const input of all("input[data-moment]")) {
    const sent = document.createElement("input");
    sent.type = "hidden";
    sent.name = input.name;
    sent.value = input.value;
    input.removeAttribute("name");
    input.after(sent);
    if (input.value) input.value = toLocal(new Date(input.value + "Z"));
    input.addEventListener("change", () => {
      sent.value = input.value ? new Date(input.value).toISOString().slice(0, 16) : "";
    });
    for (const note of all("[data-zone]", input.closest(".field") || document)) {
      note.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
    }
  }

  // What went wrong is read first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // The entrance opens by itself, but only when the page is seen: not when a browser fetches it in advance.
  const entrance = document.querySelector("form[data-press-when-seen]");
  if (entrance) {
    const press = () => entrance.requestSubmit();
    const whenVisible = () => {
      if (document.visibilityState === "visible") press();
      else document.addEventListener("visibilitychange", press, { once: true });
    };
    if (document.prerendering) document.addEventListener("prerenderingchange", whenVisible, { once: true });
    else whenVisible();
  }

  // A second press of a button sends nothing twice. Coming back to the page by the browser's history makes it usable again.
  for (const form of all('form[method="post"]')) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
  });

  // The browser asks before it drops typed changes.
  for (const form of all("form[data-keep]")) {
    let changed = form.dataset.keep === "changed";
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", () => (changed = false));
    addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }

  // Files go up with a bar that shows how far they are.
  for (const form of all("form[data-progress]")) {
    form.addEventListener("submit", (event) => {
      const bar = form.querySelector("progress");
      if (event.defaultPrevented || !bar) return;
      event.preventDefault();
      const status = form.querySelector("[data-progress-text]");
      const request = new XMLHttpRequest();
      bar.hidden = false;
      if (status) status.hidden = false;
      request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
        if (!lengthComputable) return;
        bar.max = total;
        bar.value = loaded;
      });
      // All is sent. How long the server will work is not known.
      request.upload.addEventListener("load", () => bar.removeAttribute("value"));
      request.addEventListener("load", () => {
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        document.title = page.title;
        document.body.replaceWith(page.body);
        if (request.responseURL !== location.href) history.pushState(null, "", request.responseURL);
        addEventListener("popstate", () => location.reload(), { once: true });
        const news = document.querySelector("[data-focus]") || document.getElementById("content");
        if (news) news.focus();
        scrollTo(0, 0);
      });
      request.addEventListener("error", () => {
        bar.hidden = true;
        delete form.dataset.sent;
        if (status) status.textContent = status.dataset.failed || "";
      });
      request.open("POST", form.action);
      const data = new FormData(form);
      if (event.submitter && event.submitter.name) data.append(event.submitter.name, event.submitter.value);
      request.send(data);
    });
  }
})();
`;
