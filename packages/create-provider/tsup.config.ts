import { defineConfig } from 'tsup';
import { shared } from '../../tools/tsup-options.js';

export default defineConfig({ ...shared, entry: { bin: 'src/bin.ts' } });
