// Opens what is folded away: all of a section at once, and what a link leads to.

for (const button of document.querySelectorAll(".hh-open-all")) {
  const all = [...button.closest(".hh-section").querySelectorAll("details")];
  if (all.length < 2) continue;
  const labels = { open: button.textContent, close: button.dataset.whenOpen };
  const allOpen = () => all.every((details) => details.open);
  const name = () => {
    button.textContent = allOpen() ? labels.close : labels.open;
  };

  button.addEventListener("click", () => {
    const open = !allOpen();
    for (const details of all) details.open = open;
  });
  for (const details of all) details.addEventListener("toggle", name);
  name();
  button.hidden = false;
}

function openTarget() {
  const target = document.querySelector("details:target, details :target");
  if (target) target.closest("details").open = true;
}
addEventListener("hashchange", openTarget);
// Not at once: browsers look for the target when the page has been read.
addEventListener("load", openTarget);

// Browsers that cannot print closed details by CSS alone (headhealth.css, `::details-content`).
if (!CSS.supports("selector(::details-content)")) {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".hh-page details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}
