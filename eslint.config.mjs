// @ts-check
import tseslint from "typescript-eslint";

/** @param {{ paths?: object[], patterns?: object[] }} what */
const forbid = (what) => ({ "no-restricted-imports": ["error", what] });

/** The domain works the same in a worker, a browser or a test: no file system, no editor, no connection. */
const impure = [
  { regex: "^(node:|fs$|path$|child_process$|worker_threads$|os$|crypto$)", message: "This folder is pure: no Node modules." },
  {
    regex: "^(vscode$|vscode-languageserver/|vscode-languageserver$|vscode-languageclient)",
    message: "This folder knows no editor and no connection.",
  },
];
/** @param {string[]} folders */
const upward = (...folders) => ({
  regex: `(^|/)(${folders.join("|")})(/|$)`,
  message: "Arrows point one way: features → index → rules → recording.",
});

/** Where VS Code makes links, icons or Markdown of a text. */
const showing =
  "/^(show(Information|Warning|Error)Message|(show|create)QuickPick|(show|create)InputBox|withProgress|setStatusBarMessage|createStatusBarItem|register(TextEditor)?Command)$/";
const plainOnly = [
  ...[
    `MemberExpression[property.name=${showing}]`,
    `MemberExpression > Literal[value=${showing}]`,
    `ObjectPattern > Property[key.name=${showing}]`,
  ].map((selector) => ({ selector, message: "VS Code makes links and icons of some texts: use client/src/notifications.ts." })),
  {
    selector: "NewExpression:matches([callee.name='MarkdownString'], [callee.property.name='MarkdownString'])",
    message: "Tooltips are plain text: Markdown is made by the server's features/markdown.ts alone.",
  },
  {
    selector: ":matches(TSAsExpression, TSTypeAssertion) > TSTypeReference[typeName.name='Markdown']",
    message: "Markdown is what the functions of features/markdown.ts make: no text is declared to be it.",
  },
];

export default tseslint.config(
  { ignores: ["dist/", "out/", "node_modules/", "test/sample/", "test/output/", "**/node_modules/"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["vitest.config.mts"] }, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["server/src/recording/**"],
    rules: forbid({ patterns: [...impure, upward("rules", "pytest", "index", "features", "cli")] }),
  },
  { files: ["server/src/rules/**"], rules: forbid({ patterns: [...impure, upward("index", "features", "cli")] }) },
  { files: ["server/src/pytest/**"], rules: forbid({ patterns: [...impure, upward("index", "features", "cli", "rules")] }) },
  {
    files: ["server/src/rerecord/**"],
    rules: forbid({
      patterns: [{ regex: "^vscode$|^vscode-language", message: "No editor, no connection." }, upward("features", "cli")],
    }),
  },
  { files: ["server/src/index/**"], rules: forbid({ patterns: [upward("features", "cli")] }) },
  {
    files: ["client/src/**"],
    rules: forbid({
      patterns: [
        {
          // Recording again is an engine of its own that knows no editor; client and command line both run it.
          regex: "server/src/(?!protocol|rerecord/)",
          allowTypeImports: false,
          message: "The client knows the server by protocol.ts alone.",
        },
      ],
    }),
  },
  {
    files: ["client/src/**", "server/src/**"],
    ignores: ["client/src/notifications.ts", "server/src/features/markdown.ts"],
    rules: { "no-restricted-syntax": ["error", ...plainOnly] },
  },
  {
    files: ["client/webview/**"],
    rules: forbid({
      patterns: [{ regex: "server/src/(?!protocol)|^vscode$|^node:", message: "The page knows the protocol alone." }],
    }),
  },
  {
    files: ["test/**"],
    rules: {
      "max-lines": "off",
      "no-console": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
