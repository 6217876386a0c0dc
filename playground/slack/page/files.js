// Files: as they stand in messages, and as they wait in the composer until somebody sends them.

import { button, el, fill } from "./dom.js";
import { notice } from "./notices.js";

const PICTURE = /^image\/(png|jpeg|gif|webp)$/;
// What a browser shows by itself. The playground serves all other kinds as something to keep, and texts as plain text.
const OPENS = /^(image\/(png|jpeg|gif|webp)|application\/(pdf|json)|text\/.+)$/;
const UNITS = ["bytes", "KB", "MB", "GB"];

/** Return where the bytes of a file are, for the acting person; `save` asks for a file to keep. */
export function fileAddress(file, world, save = false) {
  const given = file?.url ?? file?.url_private ?? "";
  const id = file?.id ?? /\/files-pri\/\w+-(\w+)\//.exec(given)?.[1] ?? "none";
  const name = /\/([\w.-]+)$/.exec(given)?.[1] ?? "file";
  const query = new URLSearchParams({ user: world.me, team: world.state.team.id, ...(save ? { save: "1" } : {}) });
  return `/control/bytes/${encodeURIComponent(id)}/${encodeURIComponent(name)}?${query}`;
}

/** Return a size in words, such as "12 KB". */
export function sizeWords(bytes) {
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < UNITS.length - 1) [size, unit] = [size / 1024, unit + 1];
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

/** Draw a file of a message: a picture as such, anything else as a card that can be opened or saved. */
export function drawFile(file, world) {
  const address = fileAddress(file, world);
  const name = file.title || file.name || "a file";
  const leave = { target: "_blank", rel: "noopener" };
  if (PICTURE.test(file.mimetype ?? "")) {
    const caption = el("figcaption", {}, el("a", { href: address, ...leave }, `📎 ${name}`));
    return el(
      "figure",
      { class: "file image" },
      caption,
      el("img", { class: "wide", src: address, alt: file.alt_txt || name }),
    );
  }
  const kind = file.pretty_type || file.filetype || "File";
  const sign = el(
    "span",
    { class: "file-sign", "aria-hidden": "true" },
    (file.filetype ?? "file").slice(0, 4).toUpperCase(),
  );
  const about = el(
    "span",
    { class: "file-about" },
    el("strong", { title: file.name }, name),
    el("span", { class: "dim" }, `${kind} · ${sizeWords(file.size ?? 0)}`),
  );
  const opens = OPENS.test(file.mimetype ?? "");
  const act = (words, href, more) =>
    el("a", {
      class: "file-act",
      href,
      "aria-label": `${words} ${name}`,
      data: { key: `${words} ${file.id}` },
      ...more,
    }, words);
  const save = act("Save", fileAddress(file, world, true), { download: "" });
  return el(
    "div",
    { class: "file card", role: "group", "aria-label": `File ${name}` },
    sign,
    about,
    opens ? act("Open", address, leave) : null,
    save,
  );
}

/** Files that wait to be sent, with a paperclip to choose some. `changed` is told when there are more or fewer. */
export class Attached {
  constructor(changed) {
    this._changed = changed;
    this._files = [];
    this._world = null;
    this._input = el("input", {
      type: "file",
      multiple: true,
      hidden: true,
      "aria-label": "Files",
      on: { change: () => this._chosen() },
    });
    this.clip = button("📎", () => this._input.click(), {
      class: "quiet clip",
      title: "Add files",
      "aria-label": "Add files",
    });
    this.node = el("div", { class: "attached", role: "group", "aria-label": "Files to send", hidden: true });
    this.parts = [this.clip, this._input];
  }

  get files() {
    return this._files;
  }

  /** Take these files in place of those that waited, such as those of another conversation. */
  show(files, world) {
    this._world = world ?? this._world;
    this._files = files;
    this._draw();
  }

  /** Add files, if they are not too many or too large; say so otherwise. */
  add(files) {
    const { file_bytes: most, files: number } = this._world.state.limits;
    for (const file of files) {
      const together = this._files.reduce((sum, one) => sum + one.size, file.size);
      if (!file.size) notice(`${file.name} is empty, or a folder.`);
      else if (file.size > most) notice(`${file.name} is too large. ${sizeWords(most)} can be shared.`);
      else if (this._files.length >= number) notice(`A message holds ${number} files.`);
      else if (together > 2 * most) notice(`The files are too large together. Send ${file.name} by itself.`);
      else this._files = [...this._files, file];
    }
    this._draw();
    this._changed();
  }

  _chosen() {
    this.add([...(this._input.files ?? [])]);
    this._input.value = "";
  }

  _draw() {
    this.node.hidden = !this._files.length;
    const drop = (file) => {
      this._files = this._files.filter((one) => one !== file);
      this._draw();
      this._changed();
    };
    const row = (file) =>
      el(
        "span",
        { class: "attached-file" },
        el("span", { class: "attached-name", title: file.name }, file.name),
        el("span", { class: "dim" }, sizeWords(file.size)),
        button("✕", () => drop(file), { class: "quiet", "aria-label": `Remove ${file.name}` }),
      );
    fill(this.node, this._files.map(row));
  }
}

/** Return files as the control API takes them. */
export function coded(files) {
  const one = (file) =>
    new Promise((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => {
        const address = String(reader.result);
        done({ name: file.name, content_base64: address.slice(address.indexOf(",") + 1) });
      };
      reader.onerror = () => failed(reader.error);
      reader.readAsDataURL(file);
    });
  return Promise.all(files.map(one));
}

/** Let files be dropped on a pane; `take` gets them. Where nothing can be taken, `open()` says no. */
export function takeDrops(pane, open, take) {
  let inside = 0;
  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const mark = (on) => pane.classList.toggle("dropping", on);
  pane.addEventListener("dragenter", (event) => {
    if (!files(event)) return;
    inside += 1;
    mark(open());
  });
  pane.addEventListener("dragleave", (event) => {
    if (files(event)) inside = Math.max(0, inside - 1);
    if (!inside) mark(false);
  });
  pane.addEventListener("dragover", (event) => {
    if (!files(event)) return;
    // Without this the browser would leave the page and show the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = open() ? "copy" : "none";
  });
  pane.addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    inside = 0;
    mark(false);
    if (open()) take([...event.dataTransfer.files]);
  });
}
