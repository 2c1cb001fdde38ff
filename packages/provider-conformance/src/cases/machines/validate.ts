import { check, checkEqual, checkRefused } from '../../bench/check.js';
import { defineCases } from '../../case.js';

/** Checking a template against the cloud, and the ways in which it may be launched. */
export const validateCases = defineCases([
  {
    id: 'machines.validate.usable-template',
    title: 'validate() finds nothing wrong with a template that can be used',
    run: async (bench) => {
      const problems = await bench.provider.machines.validate({ ...bench.read(), options: await bench.options() });
      checkEqual(problems, [], 'problems of a usable template');
    },
  },
  {
    id: 'machines.validate.unknown-type',
    title: 'validate() says where a template names a machine type that does not exist',
    templates: ['unknownType'],
    run: async (bench) => {
      const options = await bench.optionsUnlessRefused('unknownType');
      if (options === undefined) return;
      const problems = await bench.provider.machines.validate({ ...bench.read(), options });
      check(problems.length > 0, 'a machine type that does not exist is a problem');
      check(
        problems.every(({ path, message }) => path !== '' && message !== ''),
        'each problem has a path and a message',
      );
    },
  },
  {
    id: 'machines.validate.unknown-image',
    title: 'validate() says where a template names an image that does not exist',
    templates: ['unknownImage'],
    run: async (bench) => {
      const options = await bench.optionsUnlessRefused('unknownImage');
      if (options === undefined) return;
      const problems = await bench.provider.machines.validate({ ...bench.read(), options });
      check(problems.length > 0, 'an image that does not exist is a problem');
      check(
        problems.every(({ path, message }) => path !== '' && message !== ''),
        'each problem has a path and a message',
      );
    },
  },
  {
    id: 'machines.validate.reads-only',
    title: 'validate() changes nothing',
    run: async (bench) => {
      await bench.provider.machines.validate({ ...bench.read(), options: await bench.options() });
      checkEqual(bench.context.writes.length, 0, 'writes of validate()');
    },
  },
  {
    id: 'machines.validate.abort-before',
    title: 'validate() sends nothing when it was aborted before',
    run: async (bench) => {
      const options = await bench.options();
      const before = bench.context.calls.length;
      await bench.provider.machines.validate({ signal: AbortSignal.abort(), options }).catch(() => undefined);
      checkEqual(bench.context.calls.length, before, 'calls after an abort');
    },
  },
  {
    id: 'machines.offers.at-least-one',
    title: 'offers() answers at least one offer, each with an id of its own of at most 200 characters',
    run: async (bench) => {
      const offers = await bench.provider.machines.offers({ ...bench.read(), options: await bench.options() });
      check(offers.length > 0, 'there is at least one offer');
      checkEqual(new Set(offers.map(({ offerId }) => offerId)).size, offers.length, 'different offer ids');
      for (const { offerId } of offers) check(offerId.length >= 1 && offerId.length <= 200, `offer id ${offerId} has 1 to 200 characters`);
    },
  },
  {
    id: 'machines.offers.weight-and-price',
    title: 'offers() answers whole weights of at least 1, and prices of 0 or more or none',
    run: async (bench) => {
      for (const offer of await bench.provider.machines.offers({ ...bench.read(), options: await bench.options() })) {
        check(
          Number.isInteger(offer.unitsPerMachine) && offer.unitsPerMachine >= 1,
          `unitsPerMachine of ${offer.offerId} is a whole number of at least 1`,
        );
        const price = offer.pricePerHourUsd;
        check(
          price === undefined || (Number.isFinite(price) && price >= 0),
          `pricePerHourUsd of ${offer.offerId} is undefined or a number of at least 0`,
        );
        check(['on-demand', 'spot'].includes(offer.market), `market of ${offer.offerId} is on-demand or spot`);
      }
    },
  },
  {
    id: 'machines.offers.stable',
    title: 'offers() answers the same offers in the same order when it is asked again, by any process',
    run: async (bench) => {
      const options = await bench.options();
      const first = await bench.provider.machines.offers({ ...bench.read(), options });
      const again = await bench.another().provider.machines.offers({ ...bench.read(), options });
      checkEqual(
        again.map(({ offerId }) => offerId),
        first.map(({ offerId }) => offerId),
        'offers of the second asking',
      );
    },
  },
  {
    id: 'machines.offers.reads-only',
    title: 'offers() changes nothing',
    run: async (bench) => {
      await bench.provider.machines.offers({ ...bench.read(), options: await bench.options() });
      checkEqual(bench.context.writes.length, 0, 'writes of offers()');
    },
  },
  {
    id: 'machines.offers.spot',
    title: 'offers() of a template for spot machines are spot offers',
    capabilities: ['spot'],
    templates: ['spot'],
    run: async (bench) => {
      const offers = await bench.provider.machines.offers({ ...bench.read(), options: await bench.options('spot') });
      check(offers.length > 0 && offers.every(({ market }) => market === 'spot'), 'every offer is on the spot market');
    },
  },
  {
    id: 'machines.offers.nothing-fits',
    title: 'offers() of a template that nothing fits is refused as InvalidTemplate',
    templates: ['unknownType'],
    run: async (bench) => {
      const options = await bench.optionsUnlessRefused('unknownType');
      if (options === undefined) return;
      await checkRefused(
        bench.provider.machines.offers({ ...bench.read(), options }),
        ['InvalidTemplate'],
        'offers() of an unknown machine type',
      );
    },
  },
]);
