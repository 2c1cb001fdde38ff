import { type ConnectionState, createQueries, type HaltReason } from '@hostwright/core';
import { plural } from '../../../cli/format.js';
import { type Patient, storeCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { because, edit, hostFactory } from '../mend.js';

/** What the engine refuses to do on a connection until somebody looks. */
export const connections = storeCheck('connections', 'halted connections, held verdicts, orphans, strangers', async (patient) => {
  const store = await patient.store();
  if (store === undefined) return [ok('none has worked yet')];
  const { templates, timing } = patient.configuration;
  const views = await createQueries({ store, templates, timing }).connections();
  const answers = views.flatMap(({ state }) => [
    ...halted(state, patient),
    ...held(state, patient),
    ...failing(state, patient),
    ...strangers(state, patient),
    ...removed(state, patient),
  ]);
  return answers.length === 0 ? [ok(`${plural(views.length, 'connection')}, none halted`)] : answers;
});

const HALT_MENDS: Readonly<{ [Kind in HaltReason['kind']]: (patient: Patient) => string }> = {
  'store-is-old': (patient) =>
    because(hostFactory(patient, 'store', 'rebuild'), 'adopts what runs; or first: store restore, where a newer backup is at hand'),
  'identity-changed': ({ site }) =>
    edit(
      site.configurationFile ?? site.directory,
      'give the connection the settings and credentials of the account and region that it had, or another name',
    ),
};

function halted({ connection, halt }: ConnectionState, patient: Patient): readonly Answer[] {
  return halt === undefined ? [] : [wrong(`${connection} is halted: ${halt.message}`, HALT_MENDS[halt.kind](patient))];
}

function held({ connection, vanishHeldMachines, vanishHeldSinceMs }: ConnectionState, patient: Patient): readonly Answer[] {
  if (vanishHeldSinceMs === undefined) return [];
  return [
    wrong(
      `${plural(vanishHeldMachines, 'machine')} of ${connection} vanished at once without a word: none is taken for gone yet`,
      because(hostFactory(patient, 'providers', 'release-vanished', connection), 'after a look into the account: it declares them gone'),
    ),
  ];
}

function failing({ connection, breaker }: ConnectionState, patient: Patient): readonly Answer[] {
  if (breaker.openUntilMs === undefined || breaker.openUntilMs <= patient.context.clock.now()) return [];
  const reason = breaker.lastMessage ?? breaker.lastErrorClass ?? 'it failed';
  return [wrong(`${connection} is not called for now: ${reason}`, hostFactory(patient, 'providers', 'health', connection))];
}

function strangers({ connection, orphans, otherDeployments }: ConnectionState, patient: Patient): readonly Answer[] {
  const answers: Answer[] = [];
  if (orphans > 0)
    answers.push(
      note(
        `${plural(orphans, 'machine')} of ${connection} with our tags and no request that explains them`,
        hostFactory(patient, 'orphans', 'list'),
      ),
    );
  if (otherDeployments.length > 0) {
    const others = otherDeployments.join(', ');
    answers.push(
      note(
        `machines of other deployments live in ${connection}: ${others}`,
        because(hostFactory(patient, 'store', 'info'), 'is one of them this one, before its store was lost or moved?'),
      ),
    );
  }
  return answers;
}

/** What it launched stays, and nobody looks after it. */
function removed({ connection }: ConnectionState, { configuration, site }: Patient): readonly Answer[] {
  if (configuration.connections.some(({ name }) => name === connection)) return [];
  return [
    note(
      `${connection} is in the store and not in the configuration: its machines are not looked after`,
      edit(site.configurationFile ?? site.directory, 'put the connection back, or return its machines'),
    ),
  ];
}
