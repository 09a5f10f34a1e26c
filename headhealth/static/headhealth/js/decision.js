// The editor's form with a reviewer's decision in it is sent once: not by autosave as well, to which
// the answers that Wagtail adds to the form look like something that was typed.

document.addEventListener("w-autosave:save", (event) => {
  if (event.detail.formData.has("action-workflow-action")) event.preventDefault();
});
