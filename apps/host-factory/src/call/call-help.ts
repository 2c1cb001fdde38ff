import type { CallName } from '@hostwright/host-factory-protocol';

/** Whether a person asks what a call is: Host Factory always names an input file. */
export function asksForHelp(words: readonly string[]): boolean {
  return words.length === 1 && (words[0] === '--help' || words[0] === '-h');
}

/** How a call is made by hand. */
export function callHelp(name: CallName): string {
  return `Usage: host-factory ${name} -f INPUT.json [--config DIR] [--dialect symphony|lsf] [--call-id ID]

A call of Host Factory, as its script makes it: prints one JSON document and ends with 0, or with 1 when it was refused.

  -f INPUT.json            the input, one JSON document; an empty file counts as {}
  --config DIR             configuration folder; otherwise HF_PROVIDER_CONFDIR or PRO_CONF_DIR says it
  --dialect symphony|lsf   whose form the answer has; otherwise the environment says it, and symphony where it does not
  --call-id ID             1 to 100 letters, digits, ".", "_" and "-"; the same id is the same request

People may find "host-factory --help" more useful.
`;
}
