import { check, checkEqual, checkRefused, nth } from '../../bench/check.js';
import { defineCases } from '../../case.js';

const MAX_DOCUMENT_BYTES = 256 * 1024;

/** Freezing a launch. */
export const prepareCases = defineCases([
  {
    id: 'machines.prepare.document',
    title: 'prepare() answers a document of text of at most 256 KiB with a version, and 1 to units parts',
    run: async (bench) => {
      const prepared = await bench.prepare({ write: bench.write(), units: 3 });
      check(typeof prepared.document === 'string' && prepared.document !== '', 'the document is text');
      check(Buffer.byteLength(prepared.document) <= MAX_DOCUMENT_BYTES, 'the document has at most 256 KiB');
      check(Number.isInteger(prepared.version), 'version is a whole number');
      check(
        Number.isInteger(prepared.parts) && prepared.parts >= 1 && prepared.parts <= 3,
        `parts is a whole number from 1 to 3: it is ${prepared.parts}`,
      );
    },
  },
  {
    id: 'machines.prepare.launches-nothing',
    title: 'prepare() starts no machine',
    run: async (bench) => {
      const write = bench.write();
      await bench.prepare({ write, units: 2 });
      checkEqual(await bench.liveOf(write), [], 'machines after prepare()');
    },
  },
  {
    id: 'machines.prepare.repeatable',
    title: 'prepare() asked again by another process freezes the same launch: both documents under one token make one set',
    run: async (bench) => {
      const write = bench.write();
      const first = await bench.prepare({ write, units: 2 });
      const second = await bench.prepare({ write, units: 2, by: bench.another() });
      checkEqual(second.parts, first.parts, 'parts of the second document');
      await bench.launchPrepared(first, write);
      await bench.launchPrepared(second, write).catch(() => undefined);
      checkEqual((await bench.liveOf(write)).length, 2, 'machines of one token');
    },
  },
  {
    id: 'machines.prepare.abort-before',
    title: 'prepare() sends nothing when it was aborted before',
    run: async (bench) => {
      const options = await bench.options();
      const offer = nth(await bench.provider.machines.offers({ ...bench.read(), options }), 0);
      const before = bench.context.calls.length;
      const spec = { templateId: 'conformance', options, tags: [], userData: undefined };
      const write = bench.write({ signal: AbortSignal.abort() });
      await bench.provider.machines.prepare({ ...write, spec, offer, units: 1 }).catch(() => undefined);
      checkEqual(bench.context.calls.length, before, 'calls after an abort');
    },
  },
  {
    id: 'machines.prepare.user-data-too-large',
    title: 'prepare() or launch() refuses user data that the cloud does not take as InvalidTemplate, and starts nothing',
    subject: ['maxUserDataBytes'],
    run: async (bench) => {
      const most = bench.subject.maxUserDataBytes ?? 0;
      const write = bench.write();
      await checkRefused(bench.launch({ write, userData: 'x'.repeat(most + 1) }), ['InvalidTemplate'], `user data of ${most + 1} bytes`);
      checkEqual(await bench.liveOf(write), [], 'machines after a refusal');
    },
  },
  {
    id: 'machines.prepare.impossible-image',
    title: 'a template with an image that does not exist is refused as InvalidTemplate before anything is launched',
    templates: ['unknownImage'],
    run: async (bench) => {
      if ((await bench.optionsUnlessRefused('unknownImage')) === undefined) return;
      const write = bench.write();
      await checkRefused(bench.launch({ write, template: 'unknownImage' }), ['InvalidTemplate'], 'a launch from an unknown image');
      checkEqual(await bench.liveOf(write), [], 'machines after a refusal');
    },
  },
]);
