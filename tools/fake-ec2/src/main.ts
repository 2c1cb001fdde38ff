/**
 * `node main.ts '{"throttling":true}'`: serves the simulated EC2. Options are those of control/protocol.ts as JSON. Tells its port as one
 * line of JSON on stdout, and ends with its parent: when stdin is closed.
 */
import type { FakeEc2Options } from './control/protocol.ts';
import { listen } from './server/listen.ts';

const { port, server } = await listen(JSON.parse(process.argv[2] ?? '{}') as FakeEc2Options);
process.stdout.write(`${JSON.stringify({ port })}\n`);
process.stdin
  .on('end', () => {
    server.closeAllConnections();
    server.close();
    process.exit(0);
  })
  .resume();
