import { age } from '../../../cli/format.js';
import { storeCheck } from '../check.js';
import { note, ok } from '../finding.js';
import { because, hostFactory } from '../mend.js';

/** Which host works in a work directory that others can reach. */
export const claim = storeCheck('claim', 'which host works in a shared work directory', async (patient) => {
  const held = (await patient.store())?.claim;
  if (held === undefined) return [ok('none is needed: no other host works here')];
  const found = await held.look();
  if (found === undefined) return [ok('nobody holds it; the first host that writes takes it')];
  const { holder, silentForMs } = found;
  if (holder.hostId === held.host.hostId) return [ok(`this host holds it (epoch ${holder.epoch})`)];
  const { claimSilenceMs } = patient.configuration;
  const silence = age(0, silentForMs);
  if (silentForMs > claimSilenceMs) {
    return [
      note(
        `${holder.name} holds it, and gave no sign of life for ${silence}: the next call here takes it over`,
        hostFactory(patient, 'store', 'claim', '--take-over'),
      ),
    ];
  }
  return [
    note(
      `${holder.name} works here, and gave a sign of life ${silence} ago: requests on this host are refused`,
      because(hostFactory(patient, 'store', 'claim', '--take-over'), 'only when this host is to work instead'),
    ),
  ];
});
