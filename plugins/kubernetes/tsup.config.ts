import { defineConfig } from 'tsup';
import { library } from '../../tools/tsup-options.js';

export default defineConfig({
  ...library,
  entry: { index: 'src/index.ts' },
});
