// Asks before somebody leaves a form with text that is not saved: <form data-unsaved-text>.

for (const form of document.querySelectorAll("form[data-unsaved-text]")) {
  // A form that came back with a problem was not saved.
  let unsaved = document.querySelector(".hh-form__errors") !== null;
  form.addEventListener("input", () => {
    unsaved = true;
  });
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
