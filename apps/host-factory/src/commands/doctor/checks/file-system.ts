import { networkFileSystemOf } from '@hostwright/store';
import { type Place, placeCheck } from '../check.js';
import { type Answer, note, ok } from '../finding.js';
import { nearest } from '../look/blocked.js';
import { mountOf } from '../look/mount.js';
import { because, edit, hostFactory } from '../mend.js';

/** On a network file system the store works in another way, for one host at a time; the configuration may say otherwise. */
export const fileSystem = placeCheck('file-system', 'the type of file system under the work directory', (place) => {
  const { site, system, configuration } = place;
  const path = nearest(site.workDirectory);
  const network = networkFileSystemOf(
    path,
    (folder) => system.disk(folder),
    () => system.mounts(),
  );
  const stated = configuration?.sharedWorkDirectory ?? 'auto';
  if (network !== undefined) return [tellNetwork(path, network, stated, place)];
  const local = `${path} is on a local disk (${mountOf(path, system.mounts())?.type ?? 'of unknown type'})`;
  return [ok(stated === 'shared' ? `${local}, and is treated as a shared one (sharedWorkDirectory: shared)` : `${local}: write-ahead log`)];
});

function tellNetwork(path: string, network: string, stated: string, place: Place): Answer {
  const where = `${path} is on ${network}, a network file system`;
  if (stated === 'local') {
    return note(
      `${where}, and is treated as a local disk (sharedWorkDirectory: local): two hosts that use it at once destroy the store`,
      edit(place.site.configurationFile ?? place.site.directory, 'sharedWorkDirectory: auto, unless no other host can reach it'),
    );
  }
  return note(
    `${where}: the store keeps a rollback journal and works for one host at a time, by a claim. ` +
      'A local disk is faster; where several hosts must work at once, PostgreSQL is what we recommend',
    because(hostFactory(place, 'store', 'claim'), 'shows which host holds the claim'),
  );
}
