// Shows what this device saved, as it stands on the site now: a withdrawn story is only a number here.
customElements.define("saved-list", class extends HTMLElement {
  connectedCallback() { this.show(); }
  get keys() { try { return JSON.parse(localStorage.getItem("favourites")) ?? []; } catch { return []; } }
  async show() {
    const ids = this.keys.map((key) => /^article-(\d+)$/.exec(key)?.[1]).filter(Boolean).slice(0, 100);
    if (!ids.length) return this.say("empty");
    const answer = await fetch(this.getAttribute("src") + ids.join(",")).catch(() => null);
    if (!answer?.ok) return this.say("failed");
    this.innerHTML = await answer.text(); // house: a part that our own server rendered
    for (const row of this.querySelectorAll("[data-key]")) row.append(this.remover(row.dataset.key));
  }
  say(what) {
    this.replaceChildren(Object.assign(document.createElement("p"), { textContent: this.getAttribute(`label-${what}`) }));
  }
  remover(key) {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "button button--quiet", textContent: this.getAttribute("label-remove"),
    });
    button.addEventListener("click", () => {
      localStorage.setItem("favourites", JSON.stringify(this.keys.filter((other) => other !== key)));
      this.show();
    });
    return button;
  }
});
