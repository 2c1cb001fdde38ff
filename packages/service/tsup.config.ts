import { defineConfig } from 'tsup';
import { library } from '../../tools/tsup-options.js';

export default defineConfig({
  ...library,
  entry: {
    index: 'src/index.ts',
    configuration: 'src/configuration/index.ts',
    agent: 'src/agent/index.ts',
    errors: 'src/errors/index.ts',
    support: 'src/support/index.ts',
  },
});
