/* The symptom picker of a symptom list: finds symptoms as one types, and shows the conditions they
   share at every change. Without it, the form gets the same page with the same results. */

const finder = document.querySelector(".hh-finder");

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function filterChoices() {
  const choices = [...finder.querySelectorAll(".hh-finder__choice")].map((element) => ({
    element,
    box: element.querySelector("input"),
    names: plain(element.dataset.names),
  }));
  const input = finder.querySelector(".hh-finder__input");
  const shown = finder.querySelector(".hh-finder__shown");
  input.addEventListener("input", () => {
    const words = plain(input.value).split(/\s+/);
    let count = 0;
    for (const { element, box, names } of choices) {
      // What is picked counts, so it stays in sight.
      element.hidden = !box.checked && !words.every((word) => names.includes(word));
      count += element.hidden ? 0 : 1;
    }
    shown.textContent = shown.dataset.text.replace("{count}", count);
  });
  input.parentElement.hidden = false;
}

function showResults() {
  const form = finder.querySelector("form");
  const results = finder.querySelector(".hh-finder__results");
  const announcement = finder.querySelector(".hh-finder__announcement");
  let request = new AbortController();

  async function update() {
    request.abort();
    request = new AbortController();
    const address = new URL(location.pathname, location.href);
    address.search = new URLSearchParams(new FormData(form));
    const response = await fetch(address, { signal: request.signal });
    if (!response.ok) throw new Error(response.statusText);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    results.replaceChildren(...fresh.querySelector(".hh-finder__results").children);
    const headings = [...results.querySelectorAll("h3")];
    announcement.textContent = headings.map((heading) => heading.textContent.trim()).join(". ");
    history.replaceState(history.state, "", address);
  }

  form.addEventListener("change", (event) => {
    // Whatever went wrong, the button asks the server for the whole page.
    if (event.target.type === "checkbox") update().catch(() => {});
  });
}

if (finder) {
  filterChoices();
  showResults();
}
