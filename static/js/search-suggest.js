// Offers titles below the search field while somebody types. Without it the field is a plain one.
customElements.define("search-suggest", class extends HTMLElement {
  connectedCallback() {
    const field = this.closest("form").elements.q;
    const list = Object.assign(document.createElement("datalist"), { id: "search-suggestions" });
    this.append(list);
    field.setAttribute("list", list.id);
    field.autocomplete = "off";
    field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(field.value.trim(), list), 250);
    });
  }
  async ask(typed, list) {
    this.asked?.abort();
    this.asked = new AbortController();
    if (!typed) return list.replaceChildren();
    const address = `${this.getAttribute("address")}?q=${encodeURIComponent(typed)}`;
    const answer = await fetch(address, { signal: this.asked.signal }).catch(() => null);
    if (!answer?.ok) return;
    const [, titles] = await answer.json();
    list.replaceChildren(...titles.map((title) => Object.assign(document.createElement("option"), { value: title })));
  }
});
