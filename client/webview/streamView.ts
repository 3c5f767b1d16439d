/** Registers our pages, the stream view and the comparison, and the few UI elements that they use. */
import "@vscode-elements/elements/dist/vscode-badge/index.js";
import "@vscode-elements/elements/dist/vscode-icon/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import "@vscode-elements/elements/dist/vscode-toolbar-button/index.js";
import "./compare/comparisonElement";
import "./streamViewElement";
import { page } from "./styles";

if (page.styleSheet) document.adoptedStyleSheets.push(page.styleSheet);
