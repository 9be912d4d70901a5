// Keeps what was typed into a form on this device, for a day, until it is sent: a closed page loses nothing.
const DAY = 24 * 60 * 60 * 1000;
customElements.define("form-draft", class extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    if (!this.form) return this.keep(null);
    const draft = this.draft;
    if (draft && !this.hasAttribute("returned")) this.restore(draft);
    this.form.addEventListener("input", () => this.keep([...this.fields].map(({ name, type, value, checked }) =>
      [name, value, ["radio", "checkbox"].includes(type) ? checked : null])));
  }
  get name() { return `draft:${this.getAttribute("of")}`; }
  get fields() { return this.form.querySelectorAll(".field :is(input, textarea, select):not([type=file], [type=hidden], [name=photo], [name=answer], [name=code])"); }
  get draft() {
    try {
      const { at, said } = JSON.parse(localStorage.getItem(this.name)) ?? {};
      return Date.now() - at < DAY ? said : null;
    } catch { return null; }
  }
  keep(said) {
    try {
      if (said) localStorage.setItem(this.name, JSON.stringify({ at: Date.now(), said }));
      else localStorage.removeItem(this.name);
    } catch { /* private window */ }
  }
  restore(draft) {
    const fields = [...this.fields];
    for (const [name, value, checked] of draft) {
      const field = fields.find((one) => one.name === name && (checked === null || one.value === value));
      if (!field) continue;
      if (checked === null) field.value = value;
      else field.checked = checked;
    }
    const note = Object.assign(document.createElement("p"), { className: "hint", role: "status" });
    note.textContent = this.getAttribute("label-restored");
    const clear = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    clear.textContent = this.getAttribute("label-clear");
    clear.addEventListener("click", () => { this.keep(null); this.form.reset(); this.replaceChildren(); });
    this.replaceChildren(note, clear);
  }
});
