/** The page's HTML. Nothing remote, no inline script or style, and only our own script runs. */

export interface PageSources {
  /** The sources that the webview may load from: `webview.cspSource`. */
  readonly cspSource: string;
  readonly script: string;
  readonly codicons: string;
  /** Random, new for every page. */
  readonly nonce: string;
  readonly element: "tapedeck-stream-view" | "tapedeck-comparison";
  /** Data for the page's start, as `data-` attributes of its body. */
  readonly data: Readonly<Record<string, string>>;
}

/** The HTML of a page that consists of one element. */
export function pageHtml({ cspSource, script, codicons, nonce, element, data }: PageSources): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; font-src ${cspSource}; img-src data:`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Tapedeck</title>
    <link id="vscode-codicon-stylesheet" rel="stylesheet" href="${attribute(codicons)}" />
  </head>
  <body${Object.entries(data)
    .map(([name, value]) => ` data-${name}="${attribute(value)}"`)
    .join("")}>
    <${element}></${element}>
    <script type="module" nonce="${nonce}" src="${attribute(script)}"></script>
  </body>
</html>
`;
}

const attribute = (text: string): string => text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
