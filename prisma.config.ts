import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Without DATABASE_URL the CLI works on PGlite (tools/database): this address is only a well-formed stand-in.
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://embedded@localhost/embedded' },
});
