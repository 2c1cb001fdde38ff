import { editXml, refuse, type FaultProxy, type Rule } from '@hostwright/emulators/fault-proxy';
import { element, every } from '@hostwright/emulators/moto';

/** Machines on the first page. */
const FIRST_PAGE = 2;

/**
 * Listings are cut into pages, of which the second never comes. moto cuts between reservations alone, and a fleet is one: the proxy cuts.
 *
 * @param times - listings that are cut. @default 1
 * @returns what struck the second pages, and the end of it all
 */
export function loseSecondPage(proxy: FaultProxy, times: number | 'always' = 1): Rule {
  const lost = proxy.rule({
    on: ({ action, parameters }) => action === 'DescribeInstances' && parameters.has('NextToken'),
    fault: refuse({ code: 'InternalError', status: 500, message: 'An internal error has occurred' }),
    times: 'always',
  });
  const cut = proxy.rule({
    on: ({ action, parameters }) => action === 'DescribeInstances' && !parameters.has('NextToken') && !parameters.has('InstanceId.1'),
    times,
    fault: {
      kind: 'rewrite',
      reply: (reply) =>
        editXml(reply, (root) => {
          for (const machines of every(root, 'instancesSet')) machines.children = machines.children.slice(0, FIRST_PAGE);
          root.children = [...root.children.filter(({ name }) => name !== 'nextToken'), element('nextToken', 'second-page')];
        }),
    },
  });
  return {
    get strikes() {
      return lost.strikes;
    },
    remove: () => {
      cut.remove();
      lost.remove();
    },
  };
}
