import type mock from '@hostwright/provider-mock';

type Machines = ReturnType<(typeof mock)['create']>['machines'];
type Prepared = Awaited<ReturnType<Machines['prepare']>>;

/** What the mock cloud's documents say, as far as it is needed to make parts of them. */
interface Launch {
  readonly action: string;
  readonly count: number;
  readonly order: { readonly unitsPerMachine: number };
}

/** Between the token of a launch and the number of its part. */
const SEPARATOR = '.';

/** A plugin whose cloud makes one machine with each call, under a name that the intent and the part fix. */
export function inParts(machines: Machines): Machines {
  return {
    ...machines,
    prepare: async (input) => {
      const prepared = await machines.prepare(input);
      const { action, count } = launchOf(prepared);
      return action === 'RunInstances' ? { ...prepared, parts: count } : prepared;
    },
    launch: (input) => {
      const { prepared, token, part } = input;
      if (prepared.parts === 1) return machines.launch(input);
      return machines.launch({ ...input, prepared: onePart(prepared), token: `${token}${SEPARATOR}${part}`, part: 0 });
    },
  };
}

/** The token of the launch that a machine's own token is for. */
export function launchToken(clientToken: string | undefined): string | undefined {
  return clientToken?.split(SEPARATOR)[0];
}

function launchOf({ document }: Prepared): Launch {
  return JSON.parse(document) as Launch;
}

function onePart(prepared: Prepared): Prepared {
  const launch = launchOf(prepared);
  return { ...prepared, parts: 1, document: JSON.stringify({ ...launch, count: 1, units: launch.order.unitsPerMachine }) };
}
