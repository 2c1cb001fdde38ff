#!/usr/bin/env node
import module from 'node:module';
import { isHostFactoryCall } from './call-names.js';

/** Oldest major version of Node that runs us: `node:sqlite` without a flag, and the compile cache. */
const OLDEST_NODE = 24;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  refuseOldNode();
} else {
  enableCompileCache();
  const { main } = await import('./main.js');
  await main(process.argv.slice(2));
}

/** Host Factory reads the reason from stdout, as JSON; people read it from stderr. */
function refuseOldNode(): void {
  const message = `host-factory needs Node ${OLDEST_NODE} or newer; this is ${process.version} (${process.execPath}). Put a newer one first on PATH.`;
  process.exitCode = 1;
  if (isHostFactoryCall(process.argv[2])) console.log(JSON.stringify({ message }));
  else console.error(message);
}

/**
 * Keeps compiled code in a folder of the user's own: the default lies in the temporary folder that all users share. Where there is no
 * such folder the program starts without.
 */
function enableCompileCache(): void {
  const { XDG_CACHE_HOME: stated, HOME: home } = process.env;
  const cache = stated ?? (home === undefined ? undefined : `${home}/.cache`);
  if (cache !== undefined) module.enableCompileCache(`${cache}/hostwright/compile`);
}
