// Suggestions under the search fields: an editable combobox with a listbox (WAI-ARIA 1.2).
// The form works without it.

const WAIT = 150; // Milliseconds without a key before suggestions are fetched.
const SHORTEST = 2; // Characters.

class Suggestions {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[name=q]");
    this.active = -1;
    this.answers = new Map();
    const id = `${this.input.id}-suggestions`;
    this.list = element("ul", { id, role: "listbox", "aria-label": form.dataset.label, hidden: "" });
    this.list.className = "hh-search__suggestions";
    this.status = element("div", { role: "status" });
    this.status.className = "hh-visually-hidden";
    this.input.after(this.list);
    form.append(this.status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
    })) {
      this.input.setAttribute(name, value);
    }
    this.input.addEventListener("input", (event) => this.onInput(event));
    this.input.addEventListener("compositionend", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    // The focus stays in the field; the option is taken on release, as a link is.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.follow(option);
    });
  }

  get options() {
    return [...this.list.children];
  }

  get isOpen() {
    return !this.list.hidden;
  }

  onInput(event) {
    // While a word is being composed there is nothing to search for yet.
    if (!event.isComposing) this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.timer = setTimeout(() => this.update(), WAIT);
  }

  async update() {
    const query = this.input.value.trim();
    if (query.length < SHORTEST) {
      this.close();
      return;
    }
    this.request = new AbortController();
    try {
      if (!this.answers.has(query)) {
        const address = `${this.form.dataset.suggestions}?${new URLSearchParams({ q: query })}`;
        const response = await fetch(address, { signal: this.request.signal });
        if (!response.ok) return;
        this.answers.set(query, (await response.json()).suggestions);
      }
    } catch {
      // Overtaken by another key, or the network is gone: the form still works.
      return;
    }
    if (query === this.input.value.trim() && document.activeElement === this.input) {
      this.show(this.answers.get(query));
    }
  }

  show(suggestions) {
    this.list.replaceChildren(...suggestions.map((suggestion, index) => this.option(suggestion, index)));
    this.activate(-1);
    this.open(suggestions.length > 0);
    const { one, many, none } = this.form.dataset;
    const count = suggestions.length;
    this.status.textContent = count === 0 ? none : count === 1 ? one : many.replace("{count}", count);
  }

  option({ name, title, type, url }, index) {
    const option = element("li", { id: `${this.list.id}-${index}`, role: "option", "aria-selected": "false" });
    option.className = "hh-search__option";
    option.dataset.url = url;
    const note = element("span", {});
    note.className = "hh-search__note";
    note.textContent = title ? `${title} · ${type}` : type;
    option.append(name, " ", note);
    return option;
  }

  onKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const last = this.options.length - 1;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        if (last < 0) return;
        event.preventDefault();
        if (event.altKey) {
          this.activate(-1);
          this.open(event.key === "ArrowDown");
          return;
        }
        this.open(true);
        if (event.key === "ArrowDown") this.activate(this.active < last ? this.active + 1 : 0);
        else this.activate(this.active > 0 ? this.active - 1 : last);
        return;
      case "Home":
      case "End":
      case "ArrowLeft":
      case "ArrowRight":
        this.activate(-1); // Back to the text: the browser moves the caret.
        return;
      case "Enter":
        if (this.isOpen && this.active >= 0) {
          event.preventDefault();
          this.follow(this.options[this.active]);
        }
        return;
      case "Escape":
        if (this.isOpen) {
          event.preventDefault();
          this.close();
        } else {
          this.input.value = "";
        }
    }
  }

  activate(index) {
    this.active = index;
    this.options.forEach((option, each) => option.setAttribute("aria-selected", String(each === index)));
    const option = this.options[index];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.activate(-1);
    this.open(false);
    this.status.textContent = "";
  }

  follow(option) {
    location.assign(option.dataset.url);
  }
}

function element(tag, attributes) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

document.querySelectorAll("form[data-suggestions]").forEach((form) => new Suggestions(form));
