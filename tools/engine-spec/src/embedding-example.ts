import { createHostFactory } from '@hostwright/core';
import mock from '@hostwright/provider-mock';
import { openSqliteStore } from '@hostwright/store';

const { commands, queries, engine } = await createHostFactory({
  store: await openSqliteStore({ file: ':memory:' }),
  providers: [mock],
  connections: [{ name: 'cloud', provider: 'mock', settings: { cloudFile: ':memory:example' } }],
  templates: [{ templateId: 'small', connection: 'cloud', options: { machineType: 'mock.small' } }],
});
const { requestId } = await commands.requestMachines({ callId: 'call-1', templateId: 'small', units: 2 });
await engine.drive({ deadlineMs: 30_000, until: async () => (await queries.request(requestId))?.request.state === 'ended' });
console.log((await queries.machines({ requestId })).map((machine) => machine.name));
await engine.dispose();
