/** Renders Markdown as users see it: with `marked` and VS Code's renderer, and with markdown-it, which VS Code's preview uses. */
import MarkdownIt from "markdown-it";
import { Marked, type Tokens } from "marked";
import { parseFragment, type DefaultTreeAdapterTypes } from "parse5";

/** What a user sees, and what it consists of. */
export interface Rendered {
  readonly text: string;
  /** Names of all elements, in order. */
  readonly elements: readonly string[];
  /** URLs of links, images and everything else that is followed or loaded. */
  readonly targets: readonly string[];
  /** Text of each table's cell, and of each block of code. */
  readonly cells: readonly string[];
  readonly blocks: readonly string[];
}

/** Like VS Code's hovers: with its links, and without icons, which our client does not request. HTML, which VS Code drops, would be kept. */
const hover = new Marked({
  gfm: true,
  renderer: {
    link({ href, tokens }: Tokens.Link): string {
      const label = this.parser.parseInline(tokens);
      const target = withoutEscapes(href).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
      return `<a href="${target}">${href === label ? withoutEscapes(label) : label}</a>`;
    },
  },
});
const preview = new MarkdownIt({ html: true, linkify: true });
// VS Code's own preview allows links to files.
preview.validateLink = () => true;
const withoutEscapes = (text: string) => text.replace(/\\([\\`*_{}[\]()#+\-.!~])/g, "$1");

export const renderers: Readonly<Record<string, (markdown: string) => Rendered>> = {
  "a hover": (markdown) => look(hover.parse(markdown, { async: false })),
  "a preview": (markdown) => look(preview.render(markdown)),
};

function look(html: string): Rendered {
  const seen = { elements: [] as string[], targets: [] as string[], cells: [] as string[], blocks: [] as string[] };
  const visit = (node: DefaultTreeAdapterTypes.Node): string => {
    if (node.nodeName === "#text") return (node as DefaultTreeAdapterTypes.TextNode).value;
    if ("tagName" in node) {
      seen.elements.push(node.tagName);
      for (const { name, value } of node.attrs)
        if (!["class", "align", "style", "start"].includes(name)) seen.targets.push(value);
    }
    const text = "childNodes" in node ? node.childNodes.map(visit).join("") : "";
    if (node.nodeName === "td") seen.cells.push(text);
    if (node.nodeName === "pre") seen.blocks.push(text.replace(/\n$/, ""));
    return text;
  };
  const text = visit(parseFragment(html));
  return { text, ...seen };
}
