/** The page's shell. Nothing remote, no inline script or style, and only our own script runs. */

export interface PageSources {
  /** Where the webview may load from, as `webview.cspSource` says it. */
  readonly cspSource: string;
  readonly script: string;
  readonly codicons: string;
  /** Random, fresh for every page. */
  readonly nonce: string;
  readonly uri: string;
}

/** The HTML of a stream view for one recording. */
export function pageHtml({ cspSource, script, codicons, nonce, uri }: PageSources): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; font-src ${cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Stream view</title>
    <link id="vscode-codicon-stylesheet" rel="stylesheet" href="${attribute(codicons)}" />
  </head>
  <body data-uri="${attribute(uri)}">
    <tapedeck-stream-view></tapedeck-stream-view>
    <script type="module" nonce="${nonce}" src="${attribute(script)}"></script>
  </body>
</html>
`;
}

const attribute = (text: string): string => text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
