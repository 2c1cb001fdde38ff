#!/usr/bin/env node
/** Oldest major version of Node that runs plugins, and us. This file itself is read by any. */
const OLDEST_NODE = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(`hostwright-conformance: needs Node ${OLDEST_NODE} or newer; this is ${process.version} (${process.execPath})\n`);
  process.exitCode = 2;
} else {
  const { runCli } = await import('./run-cli.js');
  // Whoever reads our words may leave early, as `head` does.
  process.stdout.on('error', () => undefined);
  const code = await runCli(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
  // A plugin may have left a timer or a socket open; our words are out by then.
  process.stdout.write('', () => process.exit(code));
}
