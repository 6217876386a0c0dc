// Block Kit's blocks → nodes. What this page does not know is shown as such, never left out.

import { el, freshId } from "./dom.js";
import { cannotDraw, drawElement } from "./elements.js";
import { fileAddress } from "./files.js";
import { mrkdwn, plain, richText, textObject } from "./mrkdwn.js";

/** Draw blocks in a place (see elements.js). A block that breaks the drawing is warned of, and the rest is drawn. */
export function drawBlocks(blocks, place) {
  return blocks.map((block) => {
    const draw = DRAWN[block?.type];
    if (!draw) return cannotDraw("block", block);
    try {
      return draw(block, place);
    } catch (error) {
      console.error(error);
      return cannotDraw("block", block);
    }
  });
}

function section(block, place) {
  const { world } = place;
  const text = block.text ? el("div", { class: "text" }, textObject(block.text, world)) : null;
  const fields = (block.fields ?? []).map((field) => el("div", { class: "text" }, textObject(field, world)));
  const words = el(
    "div",
    { class: "section-words" },
    text,
    fields.length ? el("div", { class: "fields" }, fields) : null,
  );
  const accessory = block.accessory
    ? el("div", { class: "accessory" }, accessoryNode(block.accessory, block, place))
    : null;
  return el("div", { class: "block section" }, words, accessory);
}

function accessoryNode(element, block, place) {
  return element.type === "image" ? picture(element, place, "thumb") : drawElement(element, block, place);
}

function picture(thing, place, kind) {
  const address = thing.image_url ?? fileAddress(thing.slack_file, place.world);
  const failed = (event) => event.target.replaceWith(el("span", { class: "no-picture" }, `🖼 ${thing.alt_text}`));
  return el("img", {
    class: kind,
    src: address,
    alt: thing.alt_text,
    title: thing.alt_text,
    referrerpolicy: "no-referrer",
    on: { error: failed },
  });
}

function image(block, place) {
  const title = block.title ? el("figcaption", {}, plain(block.title.text)) : null;
  return el("figure", { class: "block image" }, title, picture(block, place, "wide"));
}

function context(block, place) {
  const nodes = block.elements.map((element) =>
    element.type === "image"
      ? picture(element, place, "tiny")
      : element.type === "mrkdwn" || element.type === "plain_text"
      ? el("span", { class: "text" }, textObject(element, place.world))
      : cannotDraw("element", element)
  );
  return el("div", { class: "block context" }, nodes);
}

function actions(block, place) {
  return el("div", { class: "block actions" }, block.elements.map((element) => drawElement(element, block, place)));
}

function input(block, place) {
  const id = freshId("input");
  const control = drawElement(block.element, block, place, true);
  const field = control.matches("input, select, textarea") ? control : null;
  const hint = block.hint ? el("p", { class: "hint", id: `${id}-hint` }, plain(block.hint.text)) : null;
  const about = [hint ? `${id}-hint` : "", `${id}-error`].join(" ").trim();
  const words = [plain(block.label.text), block.optional ? el("span", { class: "optional" }, " (optional)") : null];
  const error = el("p", { class: "error", id: `${id}-error`, role: "alert" });
  const attributes = { class: "block field", data: { block: block.block_id } };
  if (field) {
    field.id = id;
    field.setAttribute("aria-describedby", about);
    return el("div", attributes, el("label", { for: id }, words), field, hint, error);
  }
  return el("fieldset", attributes, el("legend", {}, words), control, hint, error);
}

function table(block, place) {
  const cell = (given, tag) => {
    const words = given.type === "rich_text" ? richText(given, place.world) : String(given.text ?? given.value ?? "");
    return el(tag, {}, words);
  };
  const [head, ...rows] = block.rows;
  return el(
    "div",
    { class: "block table" },
    el(
      "table",
      {},
      el("tr", {}, head.map((given) => cell(given, "th"))),
      rows.map((row) => el("tr", {}, row.map((given) => cell(given, "td")))),
    ),
  );
}

// Another markup than mrkdwn. Its words are shown, and that they are not set.
function markdown(block) {
  return el(
    "div",
    { class: "block" },
    el("div", { class: "cannot" }, "⚠ This page shows the block “markdown” as plain text."),
    el("div", { class: "text typed" }, block.text),
  );
}

const DRAWN = {
  section,
  image,
  context,
  actions,
  input,
  table,
  markdown,
  divider: () => el("hr", { class: "block" }),
  header: (block) => el("h3", { class: "block" }, plain(block.text.text)),
  rich_text: (block, place) => el("div", { class: "block text" }, richText(block, place.world)),
};

/** Draw an attachment: its blocks, or its words, beside a bar. */
export function drawAttachment(attachment, place) {
  const words = attachment.text ?? attachment.fallback;
  const inside = attachment.blocks
    ? drawBlocks(attachment.blocks, place)
    : words
    ? mrkdwn(words, place.world)
    : cannotDraw("attachment", attachment);
  return el("div", { class: "attachment" }, inside);
}
