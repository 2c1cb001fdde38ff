import { editXml, type FaultProxy } from '@hostwright/emulators/fault-proxy';
import { element, every, textAt } from '@hostwright/emulators/moto';

/** AWS announces that it interrupts a machine, by the status of its spot request; one on demand is told to be a spot machine from now on. */
export function announceReclaim(proxy: FaultProxy, machineId: string): void {
  const noticedAt = new Date().toISOString();
  proxy.rule({
    on: 'DescribeInstances',
    times: 'always',
    fault: {
      kind: 'rewrite',
      reply: (reply) =>
        editXml(reply, (root) => {
          const machine = every(root, 'item').find((item) => textAt(item, 'instanceId') === machineId);
          machine?.children.push(element('instanceLifecycle', 'spot'));
        }),
    },
  });
  proxy.rule({
    on: 'DescribeSpotInstanceRequests',
    times: 'always',
    fault: {
      kind: 'rewrite',
      reply: (reply) =>
        editXml(reply, (root) => {
          const status = element('status', [element('code', 'marked-for-termination'), element('updateTime', noticedAt)]);
          const request = element('item', [
            element('spotInstanceRequestId', 'sir-00000001'),
            element('state', 'active'),
            element('instanceId', machineId),
            status,
          ]);
          root.children = [
            ...root.children.filter(({ name }) => name !== 'spotInstanceRequestSet'),
            element('spotInstanceRequestSet', [request]),
          ];
        }),
    },
  });
}
