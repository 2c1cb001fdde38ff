import type { Page, PageInput } from '@hostwright/core/provider';
import { attempted, check, checkData, checkEqual, checkRefusal, checkRefused, checkUnique, nth } from '../../bench/check.js';
import { allPages } from '../../bench/all-pages.js';
import { defineCases } from '../../case.js';

/** What a cloud offers and what it costs. */
export const catalogCases = defineCases([
  {
    id: 'catalog.zones.named-once',
    title: 'zones() names at least one zone, each once',
    run: async (bench) => {
      const zones = await bench.provider.catalog.zones(bench.read());
      check(zones.length > 0, 'there is at least one zone');
      checkUnique(zones, 'zones');
    },
  },
  {
    id: 'catalog.machine-types.shapes',
    title: 'machineTypes() lists each type once, with a shape of positive numbers',
    run: async (bench) => {
      const types = await allPages((page) => bench.provider.catalog.machineTypes(page));
      check(types.length > 0, 'there is at least one machine type');
      checkUnique(
        types.map(({ name }) => name),
        'machine types',
      );
      for (const { name, shape } of types)
        check(
          Object.values(shape)
            .filter((value) => typeof value === 'number')
            .every((value) => value >= 0),
          `the shape of ${name} has no negative number`,
        );
    },
  },
  {
    id: 'catalog.machine-types.pages',
    title: 'machineTypes() read by pages of one gives the same as in one page',
    run: async (bench) => {
      const ask = (page: PageInput): Promise<Page<{ readonly name: string }>> => bench.provider.catalog.machineTypes(page);
      const whole = await allPages(ask);
      const single = await allPages(ask, 1);
      checkEqual(
        single.map(({ name }) => name),
        whole.map(({ name }) => name),
        'machine types by pages of one',
      );
      const first = await ask({ ...bench.read(), limit: 1 });
      checkEqual(first.items.length, 1, 'items of a page with limit 1');
    },
  },
  {
    id: 'catalog.machine-types.bad-cursor',
    title: 'a cursor that the plugin did not give is refused, or gives an empty page; never the first again',
    run: async (bench) => {
      const first = await bench.provider.catalog.machineTypes({ ...bench.read(), limit: 1 });
      const cursor = 'no cursor of yours \u0000';
      const outcome = await attempted(bench.provider.catalog.machineTypes({ ...bench.read(), limit: 1, cursor }));
      if ('answer' in outcome) check(outcome.answer.items[0]?.name !== first.items[0]?.name, 'a bad cursor does not start again');
      else
        checkRefusal(outcome.error, ['InvalidTemplate', 'InvalidSettings', 'NotFound', 'Unsupported', 'ContractViolation'], 'a bad cursor');
    },
  },
  {
    id: 'catalog.offers.facts',
    title: 'offers() name type, zone, market and region, with prices of 0 or more',
    run: async (bench) => {
      const { region } = await bench.provider.identify(bench.read());
      const offers = await allPages((page) => bench.provider.catalog.offers({ ...page, filter: {} }));
      check(offers.length > 0, 'there is at least one offer');
      for (const offer of offers) {
        check(offer.machineType !== '' && offer.region === region, `${offer.offerId} names its type and our region`);
        check(offer.pricePerHourUsd === undefined || offer.pricePerHourUsd >= 0, `the price of ${offer.offerId} is 0 or more`);
        check(['available', 'unavailable', 'unknown'].includes(offer.availability), `${offer.offerId} tells whether it can be had`);
        check(offer.pricePerHourUsd === undefined || Number.isFinite(offer.pricedAtMs), `${offer.offerId} tells when its price was read`);
      }
    },
  },
  {
    id: 'catalog.offers.filter-type',
    title: 'offers() of some machine types are of those alone',
    run: async (bench) => {
      const { name } = nth(await allPages((page) => bench.provider.catalog.machineTypes(page)), 0);
      const offers = await allPages((page) => bench.provider.catalog.offers({ ...page, filter: { machineTypes: [name] } }));
      check(offers.length > 0 && offers.every(({ machineType }) => machineType === name), `every offer is of ${name}`);
    },
  },
  {
    id: 'catalog.offers.filter-zone',
    title: 'offers() of some zones are in those alone',
    run: async (bench) => {
      const zone = nth(await bench.provider.catalog.zones(bench.read()), 0);
      const offers = await allPages((page) => bench.provider.catalog.offers({ ...page, filter: { zones: [zone] } }));
      check(
        offers.every((offer) => offer.zone === undefined || offer.zone === zone),
        `every offer that names a zone is in ${zone}`,
      );
    },
  },
  {
    id: 'catalog.offers.filter-market',
    title: 'offers() of the on-demand market are of that alone',
    run: async (bench) => {
      const offers = await allPages((page) => bench.provider.catalog.offers({ ...page, filter: { market: 'on-demand' } }));
      check(
        offers.every(({ market }) => market === 'on-demand'),
        'every offer is on demand',
      );
    },
  },
  {
    id: 'catalog.offers.filter-nothing',
    title: 'offers() that nothing meets are an empty page',
    run: async (bench) => {
      const offers = await allPages((page) => bench.provider.catalog.offers({ ...page, filter: { minVcpus: 1_000_000_000 } }));
      checkEqual(offers, [], 'offers with a billion vCPUs');
    },
  },
  {
    id: 'catalog.shape.of-template',
    title: 'shape() tells the size of the machines of a template, as machineTypes() does',
    run: async (bench) => {
      const options = await bench.options();
      const shape = await bench.provider.catalog.shape({ ...bench.read(), options });
      checkData(shape, 'a shape');
      check(
        Object.values(shape).some((value) => typeof value === 'number' && value > 0),
        'some size is more than 0',
      );
    },
  },
  {
    id: 'catalog.shape.unknown-type',
    title: 'shape() of a template with an unknown machine type is InvalidTemplate',
    templates: ['unknownType'],
    run: async (bench) => {
      const options = await bench.optionsUnlessRefused('unknownType');
      if (options === undefined) return;
      await checkRefused(
        bench.provider.catalog.shape({ ...bench.read(), options }),
        ['InvalidTemplate'],
        'shape() of an unknown machine type',
      );
    },
  },
  {
    id: 'catalog.quotas.facts',
    title: 'quotas() name each limit once, with a use of 0 or more',
    run: async (bench) => {
      const quotas = await bench.provider.catalog.quotas(bench.read());
      checkUnique(
        quotas.map(({ name, unit }) => `${name} ${unit}`),
        'quotas',
      );
      for (const { name, limit, used } of quotas)
        check(used >= 0 && (limit === undefined || limit >= 0), `limit and use of ${name} are 0 or more`);
    },
  },
  {
    id: 'catalog.quotas.count-machines',
    title: 'quotas() count what is launched, where they count machines',
    run: async (bench) => {
      const used = async () => (await bench.provider.catalog.quotas(bench.read())).find(({ unit }) => unit === 'machines')?.used;
      const before = await used();
      await bench.launchRunning({ units: 2 });
      const after = await used();
      check(
        before === undefined || after === undefined || after >= before + 2,
        `the use of machines rises by 2: from ${before} to ${after}`,
      );
    },
  },
  {
    id: 'catalog.estimate.arithmetic',
    title: 'an estimate is price times hours, and grows with the number of machines',
    run: async (bench) => {
      const options = await bench.options();
      const estimate = (count: number, durationHours: number) =>
        bench.provider.catalog.estimate({ ...bench.read(), options, count, durationHours });
      const outcome = await attempted(estimate(1, 10));
      if ('error' in outcome) {
        checkRefusal(outcome.error, ['Unsupported'], 'an estimate without a price');
        return;
      }
      const [one, three] = [outcome.answer, await estimate(3, 10)];
      const near = (left: number, right: number): boolean => Math.abs(left - right) <= 1e-6 * Math.max(1, Math.abs(right));
      check(near(one.totalUsd, one.perHourUsd * 10), `${one.totalUsd} is ${one.perHourUsd} an hour for 10 hours`);
      check(near(three.perHourUsd, 3 * one.perHourUsd), 'three machines cost three times as much');
      checkEqual(one.durationHours, 10, 'hours of the estimate');
    },
  },
  {
    id: 'catalog.reads-only',
    title: 'the catalogue changes nothing',
    run: async (bench) => {
      const options = await bench.options();
      const { catalog } = bench.provider;
      await catalog.zones(bench.read());
      await catalog.machineTypes(bench.read());
      await catalog.offers({ ...bench.read(), filter: {} });
      await catalog.shape({ ...bench.read(), options });
      await catalog.quotas(bench.read());
      checkEqual(bench.context.writes.length, 0, 'writes of the catalogue');
    },
  },
  {
    id: 'catalog.abort-before',
    title: 'the catalogue sends nothing when it was aborted before',
    run: async (bench) => {
      const options = await bench.options();
      const { catalog } = bench.provider;
      const signal = AbortSignal.abort();
      const before = bench.context.calls.length;
      await Promise.allSettled([
        catalog.zones({ signal }),
        catalog.machineTypes({ signal }),
        catalog.offers({ signal, filter: {} }),
        catalog.shape({ signal, options }),
        catalog.quotas({ signal }),
      ]);
      checkEqual(bench.context.calls.length, before, 'calls after an abort');
    },
  },
]);
