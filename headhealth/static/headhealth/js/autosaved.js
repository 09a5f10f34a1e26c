// The editor's form knows which version it saved by itself. Wagtail tells that to autosave alone, so
// that a save that is asked for seemed to be over a version that its author had not seen.

document.addEventListener("w-autosave:success", (event) => {
  const { revision_id: id, revision_created_at: moment } = event.detail.response;
  const fields = event.target.elements;
  if (!id || !fields?.loaded_revision_id) return;
  fields.loaded_revision_id.value = id;
  fields.loaded_revision_created_at.value = moment;
});
