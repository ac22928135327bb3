import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vitest/config';
import { unitTests } from '../../vitest.shared.js';

const web = fileURLToPath(new URL('.', import.meta.url));

export default mergeConfig(unitTests(['{app,components,features,lib,realtime,testing}/**/*.spec.{ts,tsx}']), {
  resolve: { alias: { '@/': web } },
});
