// Opens the feedback forms in a dialog on the page. Without it the links lead to the same forms.

const dialogs = new Map();
let shown = 0;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.hh-report, .hh-feedback a");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});

async function open(link) {
  // A dialog that was closed keeps what was typed.
  const dialog = dialogs.get(link.href) ?? (await load(link.href));
  if (!dialog) {
    location.assign(link.href);
    return;
  }
  dialogs.set(link.href, dialog);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("h1").focus();
}

async function load(url) {
  const part = await fetchPart(url).catch(() => null);
  if (!part) return null;
  const dialog = document.createElement("dialog");
  dialog.className = "hh-dialog";
  // Also by a tap beside it, as a phone may have no Escape key.
  dialog.closedBy = "any";
  dialog.addEventListener("submit", (event) => send(event, dialog, url));
  dialog.addEventListener("click", (event) => {
    if (event.target.closest(".hh-feedback-form__back a")) {
      event.preventDefault();
      dialog.close();
    }
  });
  document.querySelector(".hh-page").append(dialog);
  show(part, dialog);
  return dialog;
}

async function send(event, dialog, url) {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  try {
    const part = await fetchPart(url, { method: "POST", body: new FormData(form) });
    if (!part) {
      // Not one of our pages: the browser shows what it is.
      form.action = url;
      form.submit();
      return;
    }
    show(part, dialog);
    if (!part.querySelector("form")) dialogs.delete(url);
    (part.querySelector(".hh-form__errors") ?? part.querySelector("h1")).focus();
  } catch {
    form.querySelector(".hh-form__status").textContent = form.dataset.notSent;
  }
  delete form.dataset.sending;
}

function show(part, dialog) {
  part.querySelector("h1").id = `hh-dialog-${(shown += 1)}`;
  dialog.setAttribute("aria-labelledby", part.querySelector("h1").id);
  dialog.replaceChildren(part);
}

async function fetchPart(url, options) {
  const response = await fetch(url, options);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector(".hh-feedback-form");
}
