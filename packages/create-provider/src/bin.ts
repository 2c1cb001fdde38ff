#!/usr/bin/env node
/** Oldest major version of Node that runs plugins, and us. This file itself is read by any. */
const OLDEST_NODE = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(`create-provider: needs Node ${OLDEST_NODE} or newer; this is ${process.version} (${process.execPath})\n`);
  process.exitCode = 1;
} else {
  const { run } = await import('./run.js');
  const { stdin, stdout, stderr } = process;
  // Whoever reads our words may leave early, as `head` does.
  stdout.on('error', () => undefined);
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    terminal: stdin.isTTY && stdout.isTTY ? { input: stdin, output: stdout } : undefined,
  });
}
