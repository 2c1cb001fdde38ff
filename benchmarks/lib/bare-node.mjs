/** What everything is compared with: a Node that does nothing. The same binary, in the same environment. @param {Readonly<Record<string, string>>} environment */
export function bareNode(environment) {
  return { command: [process.execPath, '-e', '0'], environment };
}
