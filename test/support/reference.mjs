// Reference pages made from what they describe: the settings of the manifest, and the help of the commands.

/** @typedef {{ readonly type: string | string[], readonly default: unknown, readonly enum?: readonly string[], readonly enumDescriptions?: readonly string[], readonly description?: string, readonly markdownDescription?: string }} Setting */

/**
 * A page with every setting of the extension.
 * @param {{ contributes: { configuration: { properties: Record<string, Setting> } } }} manifest
 */
export function settingsPage({ contributes }) {
  const { properties } = contributes.configuration;
  const head = `# Settings

The settings of the extension, in VS Code's settings under \`Tapedeck\`. Other editors send them to the language server in a section \`tapedeck\`; see
[Editors](editors.md).`;
  return `${[head, ...Object.entries(properties).map(([name, setting]) => section(name, setting))].join("\n\n")}\n`;
}

/**
 * @param {string} name
 * @param {Setting} setting
 */
function section(name, setting) {
  const text = (setting.markdownDescription ?? setting.description ?? "").replace(/`#([\w.]+)#`/g, "`$1`");
  const choices = (setting.enum ?? []).map((value, at) => `- \`${value}\`: ${setting.enumDescriptions?.[at] ?? ""}`);
  const rules = name === "tapedeck.rules" ? ["The codes and their default severities are listed in [Rules](rules.md)."] : [];
  const parts = [`## \`${name}\``, text, ...rules, choices.join("\n"), defaultOf(setting)];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** @param {Setting} setting */
function defaultOf({ type, default: value }) {
  const types = [type].flat().join(" or ");
  if (Array.isArray(value) && value.length > 1)
    return `Type: ${types}. Default:\n\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
  return `Type: ${types}. Default: \`${JSON.stringify(value)}\`.`;
}

/**
 * The help of each command, in the program's order.
 * @param {import("commander").Command} program
 */
export function commandsHelp(program) {
  return program.commands
    .map((command) => `## \`tapedeck ${command.name()}\`\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``)
    .join("\n\n");
}

/** @param {import("commander").Command} command */
function helpOf(command) {
  let help = "";
  command.configureOutput({
    writeOut: (text) => (help += text),
    getOutHelpWidth: () => 120,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return help.trim();
}
