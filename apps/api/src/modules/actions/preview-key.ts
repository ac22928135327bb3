import { randomBytes } from 'node:crypto';
import type { PrismaClient } from '../../platform/database/index.js';
import { PREVIEW_KEY_SETTING, previewKeySchema } from './preview-token.js';

/** The key of preview tokens, made on first use and then kept: one for all processes on this database. */
export async function previewKey(
  prisma: PrismaClient,
  random: (bytes: number) => Buffer = randomBytes,
): Promise<Buffer> {
  const key = PREVIEW_KEY_SETTING;
  const fresh = random(32).toString('base64');
  await prisma.setting.createMany({ data: [{ key, value: fresh }], skipDuplicates: true });
  const { value } = await prisma.setting.findUniqueOrThrow({ where: { key } });
  return previewKeySchema.parse(value);
}
