/**
 * Child process of start.ts: `node serve.mjs TOOL-FOLDER CONFIGURATION`. Serves on a free port of the loopback address, tells the port on
 * stdout, and ends with its parent: when stdin is closed.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [toolFolder = '', configuration = ''] = process.argv.slice(2);
const { runServer } = createRequire(join(toolFolder, 'package.json'))('verdaccio');
const server = await runServer(configuration);
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`));
process.stdin.on('end', () => process.exit(0)).resume();
