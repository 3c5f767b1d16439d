// @ts-check
import regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";

/** What reads whole files, or opens them: only `server/src/disk` does, which looks first and reads up to a limit. */
const rawReads = [
  "readFile",
  "readFileSync",
  "createReadStream",
  "open",
  "openSync",
  "openAsBlob",
  "read",
  "readSync",
  "readv",
  "readvSync",
];
/** What opens files and folders for writing, or to hold on to them. */
const writers = ["server/src/index/cache/cache.ts", "server/src/rerecord/places.ts", "server/src/rerecord/wholeFile.ts"];
/** @param {readonly string[]} names */
const rawFs = (names) => ({
  group: ["fs", "node:fs", "fs/promises", "node:fs/promises"],
  importNamePattern: `^(?:default|promises|${names.join("|")})$`,
  message: "Files are read by server/src/disk/read.ts alone.",
});
/** Only `formats/formats.ts` and `recorders.ts` name the formats that there are. */
const formatsApart = {
  regex: "/formats/(?!(formats|places|recorders|readDocument)$)",
  message: "Ask the format of the recording: RecordingFormat says what it knows of names, look-up and recorders.",
};
const otherFormat = {
  regex: "^\\.\\./(?!recording/|source/|pytest/|\\.\\.)[^/]+/|^\\./[^/]+/",
  message: "Formats do not know each other.",
};
/**
 * Every rule for imports forbids raw reads and the insides of formats as well: of several for one file, the last counts.
 * @param {object[]} patterns
 * @param {readonly string[]} names
 */
const forbid = (patterns, names = rawReads) => ({
  "no-restricted-imports": ["error", { patterns: [rawFs(names), formatsApart, ...patterns] }],
});

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
  message: "Arrows point one way: features → index → rules → recording, and formats → source, recording.",
});

/** Recording again is an engine of its own that knows no editor; client and command line both run it, and read files by the same reader. */
const onlyProtocol = {
  regex: "server/src/(?!protocol|rerecord/|disk/)",
  allowTypeImports: false,
  message: "The client knows the server by protocol.ts alone.",
};

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

const noSpread = {
  selector: "CallExpression[callee.property.name=/^(push|unshift|max|min|fromCharCode)$/] > SpreadElement",
  message: "A list of a hundred thousand overflows the stack as arguments: use a loop.",
};

/** How a recording file spells its parts is the envelope's business. */
const envelopeName = "/^(test_id|is_streaming|is_exception|exception_data|exception_message|id_normalization_mapping)$/";
const closedEnvelope = [
  `MemberExpression[property.name=${envelopeName}]`,
  `Property[key.name=${envelopeName}]`,
  `Literal[value=${envelopeName}]`,
  "ArrayExpression > Literal.elements:first-child[value=/^(request|response)$/]",
].map((selector) => ({
  selector,
  message: "A recording brings its request, its response and their places: ask it, not the file's value.",
}));

export default tseslint.config(
  { ignores: ["dist/", "out/", "node_modules/", "test/sample/", "test/output/", "**/node_modules/"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["vitest.config.mts"] }, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { regexp },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      eqeqeq: "error",
      "no-restricted-syntax": ["error", noSpread],
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": ["error", { report: "potential", ignorePartial: false }],
    },
  },
  { files: ["server/src/**"], rules: forbid([]) },
  {
    files: ["server/src/recording/**"],
    rules: forbid([...impure, upward("source", "formats", "rules", "pytest", "disk", "index", "features", "cli")]),
  },
  {
    // Compressed bodies: nothing but computing, in every Node.
    files: ["server/src/recording/http/decodeBody.ts"],
    rules: forbid([upward("source", "formats", "rules", "pytest", "disk", "index", "features", "cli")]),
  },
  {
    files: ["server/src/source/**"],
    rules: forbid([...impure, upward("formats", "rules", "pytest", "disk", "index", "features", "cli")]),
  },
  {
    files: ["server/src/formats/{formats,recorders}.ts"],
    rules: forbid([...impure, upward("rules", "disk", "index", "features", "cli")]),
  },
  {
    files: ["server/src/formats/**"],
    ignores: ["server/src/formats/{formats,recorders}.ts"],
    rules: forbid([...impure, upward("rules", "disk", "index", "features", "cli"), otherFormat]),
  },
  { files: ["server/src/rules/**"], rules: forbid([...impure, upward("formats", "disk", "index", "features", "cli")]) },
  { files: ["server/src/pytest/**"], rules: forbid([...impure, upward("disk", "index", "features", "cli", "rules")]) },
  {
    files: ["server/src/rerecord/**"],
    rules: forbid([{ regex: "^vscode$|^vscode-language", message: "No editor, no connection." }, upward("features", "cli")]),
  },
  { files: ["server/src/index/**"], rules: forbid([upward("features", "cli")]) },
  {
    files: writers,
    rules: forbid(
      [upward("features", "cli")],
      rawReads.filter((name) => name !== "open"),
    ),
  },
  {
    files: ["server/src/disk/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [upward("recording", "rules", "pytest", "index", "features", "cli")] }],
    },
  },
  {
    files: ["client/src/**"],
    ignores: ["client/src/{extension,languageClient}.ts"],
    rules: forbid([
      onlyProtocol,
      { regex: "^vscode$", allowTypeImports: true, message: "What works on VS Code is given it: see client/src/vscode.ts." },
    ]),
  },
  { files: ["client/src/{extension,languageClient}.ts"], rules: forbid([onlyProtocol]) },
  {
    files: ["client/src/**", "server/src/**"],
    ignores: ["client/src/notifications.ts", "server/src/features/markdown.ts"],
    rules: { "no-restricted-syntax": ["error", noSpread, ...plainOnly] },
  },
  {
    files: ["server/src/{rules,features,index,cli,rerecord}/**", "client/**"],
    ignores: ["client/src/notifications.ts", "server/src/features/markdown.ts"],
    rules: { "no-restricted-syntax": ["error", noSpread, ...plainOnly, ...closedEnvelope] },
  },
  {
    files: ["client/webview/**"],
    rules: forbid([{ regex: "server/src/(?!protocol)|^vscode$|^node:", message: "The page knows the protocol alone." }]),
  },
  {
    files: ["test/**"],
    rules: {
      "max-lines": "off",
      "no-console": "off",
      "no-restricted-syntax": "off",
      "regexp/no-super-linear-move": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
