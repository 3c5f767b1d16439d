/** Markdown as a document fragment: no embedded HTML, no images, and only http(s) links, which the host opens after asking. */
import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";

const parser = new MarkdownIt("default", { html: false, linkify: true, typographer: false });
// Only complete URLs: a file name such as `setup.py` is not a link.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
parser.validateLink = (url) => isWebLink(url);
parser.renderer.rules["image"] = (tokens, index) => {
  const { content = "", attrs } = tokens[index] ?? {};
  const source = attrs?.find(([name]) => name === "src")?.[1] ?? "";
  return parser.utils.escapeHtml(`[image: ${content === "" ? source : content}]`);
};

const tags = "a blockquote br code del em h1 h2 h3 h4 h5 h6 hr li ol p pre s strong sub sup table tbody td th thead tr ul".split(
  " ",
);

/** Never throws: text that cannot be rendered is a paragraph. */
export function renderMarkdown(text: string): DocumentFragment {
  const fragment = DOMPurify.sanitize(parser.render(text), {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: ["href", "start"],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a")) {
    const address = link.getAttribute("href") ?? "";
    if (isWebLink(address)) link.title = address;
    else link.replaceWith(...link.childNodes);
  }
  // Recorded headings must not become headings of the page.
  for (const heading of fragment.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    heading.setAttribute("role", "presentation");
  }
  for (const block of fragment.querySelectorAll("pre, table")) block.setAttribute("tabindex", "0");
  return fragment;
}

export const isWebLink = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url);

/** Rendering a longer text takes too long. */
const longestMarkdown = 200_000;
const signs =
  /^ {0,3}(#{1,6} |[-*+] |\d{1,9}[.)] |> |```|~~~|\|.*\||([-*_]) *(\2 *){2,}$)|\*\*\S|__\S|`[^`\n]+`|\[[^\][\n]+\]\([^()\n]+\)|https?:\/\/|(?<![*\w])\*[^*\s][^*\n]*\*(?![*\w])/m;

/** Whether a text contains anything that Markdown would show differently. */
export const looksLikeMarkdown = (text: string): boolean => text.length <= longestMarkdown && signs.test(text);
