// Sends photos while the form is being filled in, one after the other, each with a preview and how far it is.
// Without this file they go with the form.
customElements.define("photo-tray", class extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input[type=file]");
    this.turn = Promise.resolve();
    this.waiting = 0;
    input.addEventListener("change", () => {
      for (const file of input.files) this.add(file);
      input.value = "";
    });
    this.closest("form").addEventListener("submit", (event) => this.wait(event));
  }
  add(file) {
    const place = document.createElement("li");
    const preview = Object.assign(new Image(), { className: "photo", alt: file.name, src: URL.createObjectURL(file) });
    place.append(preview, document.createElement("p"));
    this.querySelector("ul").append(place);
    this.queue(file, place);
  }
  queue(file, place) {
    const progress = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    progress.ariaLabel = this.getAttribute("label-sending");
    place.lastChild.replaceChildren(progress);
    this.waiting += 1;
    this.turn = this.turn.then(() => this.send(file, place, progress)).then(() => this.end());
  }
  send(file, place, progress) {
    const body = new FormData();
    body.append("photos", file);
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => { progress.value = loaded / total; };
    request.open("POST", this.getAttribute("to"));
    return new Promise((resolve) => {
      request.onloadend = () => resolve(this.answer(request, file, place));
      request.send(body);
    });
  }
  answer(request, file, place) {
    if (request.status === 200) {
      URL.revokeObjectURL(place.firstChild.src);
      place.outerHTML = request.response; // house: a part that our own server rendered
      return;
    }
    const isRefused = request.status === 422;
    const note = document.createElement("span");
    note.role = "alert";
    note.textContent = isRefused ? request.response : this.getAttribute("label-failed");
    const again = this.button("again", () => this.queue(file, place));
    place.lastChild.replaceChildren(note, ...(isRefused ? [] : [again]), this.button("drop", () => place.remove()));
  }
  button(name, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    button.textContent = this.getAttribute(`label-${name}`);
    button.addEventListener("click", act);
    return button;
  }
  wait(event) {
    if (!this.waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.isAwaited = true;
  }
  end() {
    this.waiting -= 1;
    if (this.waiting || !this.isAwaited) return;
    this.isAwaited = false;
    if (!this.querySelector("[role=alert]")) this.closest("form").querySelector("[type=submit]").click();
  }
});
